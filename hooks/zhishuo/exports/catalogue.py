"""The catalogue data.json (DCAT-US 1.1, Project Open Data) of a site with an address, by which portals find the data.

The format wants an e-mail address to ask at: the first that the town lists among its offices' numbers. None is made up.
"""

from __future__ import annotations

from collections.abc import Iterator

from zhishuo.assets import Asset, json_file
from zhishuo.exports.feeds import tag
from zhishuo.reading import Records
from zhishuo.views.base import CHINESE, absolute
from zhishuo.views.dataset import FOLDER, PACKAGE, data_set, email, media_type, wholes
from zhishuo.views.feeds import CATALOGUE

_PROFILE = "https://project-open-data.cio.gov/v1.1/schema"


def catalogue(records: Records, address: str) -> Iterator[Asset]:
    """Yield the catalogue of a site that stands at `address`, none where it is not known."""
    if address:
        value = {
            "@context": f"{_PROFILE}/catalog.jsonld",
            "@type": "dcat:Catalog",
            "conformsTo": _PROFILE,
            "describedBy": f"{_PROFILE}/catalog.json",
            "dataset": [_dataset(records, address)],
        }
        yield json_file(CATALOGUE, value)


def _dataset(records: Records, address: str) -> dict[str, object]:
    town, told = records.town, data_set(records)
    return {
        "@type": "dcat:Dataset",
        "identifier": tag(address, FOLDER),
        "title": told.title,
        "description": told.description,
        "keyword": told.keywords,
        "modified": told.modified.isoformat(),
        "accessLevel": "public",
        "accrualPeriodicity": "R/P1M",
        "language": [CHINESE],
        "spatial": town.name,
        **({"temporal": f"{told.first}/{told.last}"} if told.first else {}),
        "publisher": {"@type": "org:Organization", "name": town.name},
        "contactPoint": _contact(records),
        "license": absolute(address, f"{FOLDER}#licence"),
        "landingPage": absolute(address, FOLDER),
        "describedBy": absolute(address, PACKAGE),
        "describedByType": "application/json",
        "distribution": [
            {
                "@type": "dcat:Distribution",
                "title": file.label,
                "downloadURL": absolute(address, file.url),
                "format": "CSV" if file.url.endswith(".csv") else "JSON",
                "mediaType": media_type(file.url),
            }
            for file in wholes(records)
        ],
    }


def _contact(records: Records) -> dict[str, str]:
    written = email(records)
    return {
        "@type": "vcard:Contact",
        "fn": records.town.desk.name,
        **({"hasEmail": f"mailto:{written}"} if written else {}),
    }
