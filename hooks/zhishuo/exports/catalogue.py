"""The catalogue data.json (DCAT-US 1.1, Project Open Data) of a site with an address, by which portals find the data.

The format wants an e-mail address to ask at; the records have none, and none is made up.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator

from zhishuo.assets import Asset, json_file
from zhishuo.exports.feeds import tag
from zhishuo.exports.package import FOLDER, LATEST, description, title
from zhishuo.reading import Records
from zhishuo.views.base import CHINESE, absolute
from zhishuo.views.feeds import CATALOGUE
from zhishuo.views.words import month_words

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
    town, periods = records.town, list(records.releases)
    modified = records.releases[periods[-1]].as_of if periods else town.updated
    return {
        "@type": "dcat:Dataset",
        "identifier": tag(address, FOLDER),
        "title": title(records),
        "description": description(records),
        "keyword": ["居民诉求", "民事直说", *(["示例"] if town.sample else [])],
        "modified": modified.isoformat(),
        "accessLevel": "public",
        "accrualPeriodicity": "R/P1M",
        "language": [CHINESE],
        "spatial": town.name,
        **({"temporal": _span(periods[0], periods[-1])} if periods else {}),
        "publisher": {"@type": "org:Organization", "name": town.name},
        "contactPoint": {"@type": "vcard:Contact", "fn": town.desk.name},
        "license": absolute(address, f"{FOLDER}#licence"),
        "landingPage": absolute(address, FOLDER),
        "describedBy": absolute(address, f"{FOLDER}datapackage.json"),
        "describedByType": "application/json",
        "distribution": [
            {
                "@type": "dcat:Distribution",
                "title": label,
                "downloadURL": absolute(address, f"{FOLDER}{file}"),
                "format": file.rsplit(".", 1)[1].upper(),
                "mediaType": "text/csv" if file.endswith(".csv") else "application/json",
            }
            for file, label in _files(periods)
        ],
    }


def _span(first: str, last: str) -> str:
    """Return the days from the start of a month to the end of another, as ISO 8601 has it."""
    end = calendar.monthrange(int(last[:4]), int(last[5:]))[1]
    return f"{first}-01/{last}-{end}"


def _files(periods: list[str]) -> Iterator[tuple[str, str]]:
    """Yield path below data/ and title of every file that holds a whole."""
    yield "months.csv", "各月的账"
    yield "accounts.csv", "各月各社区、各类别、各等级的账"
    yield "dictionary.csv", "字典：每个代号是什么意思"
    yield "columns.csv", "各列的意思"
    for folder in (*([LATEST] if periods else []), *reversed(periods)):
        words = "最新一期" if folder == LATEST else month_words(folder)
        yield f"{folder}/all.csv", f"{words}的全部数字（CSV）"
        yield f"{folder}/release.json", f"{words}的全部数字（JSON）"
