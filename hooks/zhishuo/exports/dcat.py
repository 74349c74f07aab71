"""The catalogue as DCAT-AP 3 (JSON-LD) of a site with an address, by which portals in Europe find the data.

Words that the profile wants from its own vocabularies have the addresses of the EU's authority tables.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from zhishuo.assets import Asset, json_file
from zhishuo.exports.feeds import tag
from zhishuo.reading import Records
from zhishuo.views.base import CHINESE, Link, absolute
from zhishuo.views.dataset import FOLDER, DataSet, data_set, email, media_type, wholes
from zhishuo.views.feeds import DCAT

_AUTHORITY = "http://publications.europa.eu/resource/authority"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_CHINESE = {"@id": f"{_AUTHORITY}/language/ZHO", "@type": "dct:LinguisticSystem"}
_MONTHLY = {"@id": f"{_AUTHORITY}/frequency/MONTHLY", "@type": "dct:Frequency"}
_PUBLIC = {"@id": f"{_AUTHORITY}/access-right/PUBLIC", "@type": "dct:RightsStatement"}
_THEME = {
    "@id": f"{_AUTHORITY}/data-theme/GOVE",
    "@type": "skos:Concept",
    "skos:prefLabel": {"@value": "Government and public sector", "@language": "en"},
}


def dcat(records: Records, address: str) -> Iterator[Asset]:
    """Yield the catalogue of a site that stands at `address`, none where it is not known."""
    if address:
        told = data_set(records)
        value = {
            "@context": _CONTEXT,
            "@id": absolute(address, DCAT),
            "@type": "dcat:Catalog",
            "dct:title": _text(told.title),
            "dct:description": _text(told.description),
            "dct:publisher": _publisher(records, address),
            "dct:language": _CHINESE,
            "dct:modified": _day(told.modified),
            "dct:license": _licence(address),
            "foaf:homepage": {"@id": absolute(address, ""), "@type": "foaf:Document"},
            "dcat:dataset": _dataset(records, told, address),
        }
        yield json_file(DCAT, value)


def _dataset(records: Records, told: DataSet, address: str) -> dict[str, object]:
    return {
        "@id": absolute(address, f"{FOLDER}#data"),
        "@type": "dcat:Dataset",
        "dct:identifier": tag(address, FOLDER),
        "dct:title": _text(told.title),
        "dct:description": _text(told.description),
        "dcat:keyword": [_text(word) for word in told.keywords],
        "dcat:theme": _THEME,
        "dct:modified": _day(told.modified),
        "dct:accessRights": _PUBLIC,
        "dct:accrualPeriodicity": _MONTHLY,
        "dct:language": _CHINESE,
        "dct:spatial": {"@type": "dct:Location", "skos:prefLabel": _text(records.town.name)},
        **({"dct:temporal": _period(told.first, told.last)} if told.first and told.last else {}),
        "dct:publisher": _publisher(records, address),
        "dcat:contactPoint": _contact(records),
        "dcat:landingPage": {"@id": absolute(address, FOLDER), "@type": "foaf:Document"},
        "dcat:distribution": [_distribution(file, address) for file in wholes(records)],
    }


def _distribution(file: Link, address: str) -> dict[str, object]:
    kind = "CSV" if file.url.endswith(".csv") else "JSON"
    return {
        "@type": "dcat:Distribution",
        "dct:title": _text(file.label),
        "dcat:accessURL": _resource(address, FOLDER),
        "dcat:downloadURL": _resource(address, file.url),
        "dct:format": {"@id": f"{_AUTHORITY}/file-type/{kind}", "@type": "dct:MediaTypeOrExtent"},
        "dcat:mediaType": {
            "@id": f"https://www.iana.org/assignments/media-types/{media_type(file.url)}",
            "@type": "dct:MediaType",
        },
        "dct:license": _licence(address),
    }


def _publisher(records: Records, address: str) -> dict[str, object]:
    return {"@id": absolute(address, "#town"), "@type": "foaf:Agent", "foaf:name": _text(records.town.name)}


def _contact(records: Records) -> dict[str, object]:
    written = email(records)
    return {
        "@type": "vcard:Kind",
        "vcard:fn": records.town.desk.name,
        **({"vcard:hasEmail": {"@id": f"mailto:{written}"}} if written else {}),
    }


def _resource(address: str, path: str) -> dict[str, str]:
    return {"@id": absolute(address, path), "@type": "rdfs:Resource"}


def _licence(address: str) -> dict[str, object]:
    return {"@id": absolute(address, f"{FOLDER}#licence"), "@type": "dct:LicenseDocument"}


def _period(first: dt.date, last: dt.date) -> dict[str, object]:
    return {"@type": "dct:PeriodOfTime", "dcat:startDate": _day(first), "dcat:endDate": _day(last)}


def _text(words: str) -> dict[str, str]:
    return {"@value": words, "@language": CHINESE}


def _day(day: dt.date) -> dict[str, str]:
    return {"@value": day.isoformat(), "@type": "xsd:date"}
