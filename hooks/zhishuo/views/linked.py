"""What pages are about in the words of schema.org (JSON-LD), for search engines; only of a site with an address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from zhishuo.reading import Records
from zhishuo.views.base import CHINESE, absolute
from zhishuo.views.dataset import FOLDER, data_set, media_type, wholes
from zhishuo.views.entries import marked
from zhishuo.views.practices import practice_link

Thing: TypeAlias = Mapping[str, object]
_CONTEXT = "https://schema.org"


def linked(records: Records, address: str) -> dict[str, Thing]:
    """Return what is said of pages by their address: the home page, the downloads, stories and practices."""
    if not address:
        return {}
    stories = {f"stories/{name}/": story for name, story in records.stories.items()}
    return {
        "": _town(records, address),
        FOLDER: _data(records, address),
        # A nearer day than the month would lead to who told it.
        **{
            url: _article(records, address, url, story.title) | {"datePublished": story.month}
            for url, story in stories.items()
        },
        **{
            (url := practice_link(slug, one).url): _article(records, address, url, one.title)
            | {"description": one.sentence, "dateModified": one.updated.isoformat(), "author": _named(community.name)}
            for slug, community in records.communities.items()
            for one in community.highlights
        },
    }


def _named(name: str) -> Thing:
    return {"@type": "Organization", "name": name}


def _organization(records: Records, address: str) -> dict[str, object]:
    return {
        "@type": "GovernmentOrganization",
        "@id": absolute(address, "#town"),
        "name": marked(records, records.town.name),
        "url": absolute(address, ""),
    }


def _town(records: Records, address: str) -> Thing:
    desk = records.town.desk
    contact = {"@type": "ContactPoint", "name": desk.name, "availableLanguage": CHINESE}
    phone = {"telephone": desk.phone} if desk.phone else {}
    about = {"slogan": records.town.slogan, "address": desk.place, "contactPoint": contact | phone}
    return {"@context": _CONTEXT, **_organization(records, address), **about}


def _data(records: Records, address: str) -> Thing:
    told = data_set(records)
    return {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "@id": absolute(address, f"{FOLDER}#data"),
        "name": told.title,
        "description": told.description,
        "url": absolute(address, FOLDER),
        "keywords": told.keywords,
        "dateModified": told.modified.isoformat(),
        **({"temporalCoverage": f"{told.first}/{told.last}"} if told.first else {}),
        "spatialCoverage": records.town.name,
        "inLanguage": CHINESE,
        "isAccessibleForFree": True,
        "license": absolute(address, f"{FOLDER}#licence"),
        "creator": _organization(records, address),
        "distribution": [
            {
                "@type": "DataDownload",
                "name": file.label,
                "contentUrl": absolute(address, file.url),
                "encodingFormat": media_type(file.url),
            }
            for file in wholes(records)
        ],
    }


def _article(records: Records, address: str, url: str, title: str) -> dict[str, object]:
    return {
        "@context": _CONTEXT,
        "@type": "Article",
        "headline": marked(records, title),
        "url": absolute(address, url),
        "mainEntityOfPage": absolute(address, url),
        "inLanguage": CHINESE,
        "publisher": _organization(records, address),
    }
