"""Whether anything in a finished page would run: read as browsers read HTML, not by patterns."""

from __future__ import annotations

from collections.abc import Iterator

import html5rdf

from commands.fuzzing.hostile import CALLED

_RUN = frozenset({"iframe", "object", "embed", "base", "frame", "applet", "portal", "frameset"})
_ADDRESSES = frozenset({"href", "src", "action", "formaction", "data", "poster", "srcset", "to", "values"})
_FORBIDDEN = ("javascript:", "vbscript:", "data:text", "data:image/svg")


def running(html: str, called: str = CALLED) -> Iterator[str]:
    """Yield everything in the HTML of a page that would run or fetch code: its tag, and what it says.

    A script of the site's own is no finding; one that holds `called` is.
    """
    for element in html5rdf.parse(html, namespaceHTMLElements=False).iter():
        tag = _bare(element.tag)
        if tag in _RUN or (tag in {"script", "style"} and called in (element.text or "")):
            yield f"<{tag}> {element.text or ''}"[:80]
        for full, value in element.attrib.items():
            name = _bare(full)
            plain = "".join(char for char in value if char > " ").lower()
            runs = name.startswith("on") or name in {"srcdoc", "http-equiv"}
            fetches = name in _ADDRESSES and plain.startswith(_FORBIDDEN)
            if runs or fetches or (name == "style" and ("url(" in plain or "expression(" in plain)):
                yield f"<{tag} {name}={value!r}>"[:120]


def _bare(name: object) -> str:
    """Return the name of an element or attribute without its space: those of SVG run as well."""
    return str(name).rpartition("}")[2]


def shown(html: str) -> str:
    """Return the text of a page, and of those attributes that are read."""
    found = [html5rdf.parse(html, namespaceHTMLElements=False)]
    texts = [text for root in found for text in root.itertext()]
    return "\n".join(["".join(texts), *(value for one in found[0].iter() for value in one.attrib.values())])
