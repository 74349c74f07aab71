"""The feeds as Atom (RFC 4287) and as JSON Feed 1.1, for sites that have an address.

An entry keeps its id (a tag URI, RFC 4151) as long as the site keeps its address, whatever becomes of its text.
"""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

from zhishuo.assets import Asset, json_file
from zhishuo.figures import figures_of
from zhishuo.prose import rooted
from zhishuo.reading import Records
from zhishuo.views.base import CHINESE, absolute
from zhishuo.views.entries import Entry
from zhishuo.views.feeds import Feed, feeds

_ATOM = "http://www.w3.org/2005/Atom"
# A tag names a year in which its owner had the address; another one would make every entry new.
_TAG_YEAR = 2026
# Characters that no XML may hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def follow(records: Records, address: str) -> Iterator[Asset]:
    """Yield the feeds of a site that stands at `address`, none where it is not known."""
    for feed in feeds(records, figures_of(records.releases), address) if address else ():
        yield Asset(f"{feed.path}.xml", _atom(feed, address))
        yield json_file(f"{feed.path}.json", _json(feed, address))


def tag(address: str, path: str) -> str:
    """Return the lasting name of what is at `path` on the site at `address`."""
    site = urlsplit(address)
    host = (site.hostname or "").encode("idna").decode()
    return f"tag:{host},{_TAG_YEAR}:{urlsplit(absolute(address, path)).path}"


def moment(day: dt.date) -> str:
    """Return the start of a day in China as RFC 3339 has it."""
    return f"{day.isoformat()}T00:00:00+08:00"


def _atom(feed: Feed, address: str) -> bytes:
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": CHINESE})
    _add(root, "id", tag(address, feed.path))
    _add(root, "title", feed.title)
    _add(root, "updated", moment(feed.day))
    _add(ET.SubElement(root, "author"), "name", feed.author)
    ET.SubElement(
        root, "link", {"rel": "self", "type": "application/atom+xml", "href": absolute(address, f"{feed.path}.xml")}
    )
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": absolute(address, feed.url)})
    for entry in feed.entries:
        one = ET.SubElement(root, "entry")
        _add(one, "id", tag(address, entry.name))
        _add(one, "title", entry.title)
        _add(one, "updated", moment(entry.day))
        ET.SubElement(one, "link", {"rel": "alternate", "type": "text/html", "href": absolute(address, entry.url)})
        _add(one, "summary", entry.summary)
        _add(one, "content", _content(entry, address)).set("type", "html")
    ET.indent(root, "")
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, name)
    child.text = _UNWRITABLE.sub("", text)
    return child


def _json(feed: Feed, address: str) -> dict[str, object]:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": absolute(address, feed.url),
        "feed_url": absolute(address, f"{feed.path}.json"),
        "language": CHINESE,
        "authors": [{"name": feed.author}],
        "items": [
            {
                "id": tag(address, entry.name),
                "url": absolute(address, entry.url),
                "title": entry.title,
                "summary": entry.summary,
                "content_html": _content(entry, address),
                "date_modified": moment(entry.day),
            }
            for entry in feed.entries
        ],
    }


def _content(entry: Entry, address: str) -> str:
    """Return the text of an entry with the links in it made absolute: a reader shows it elsewhere."""
    return rooted(entry.content, partial(absolute, address))
