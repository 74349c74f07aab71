"""Whether anything in a finished page would run: read as browsers read HTML, not by patterns."""

from __future__ import annotations

from collections.abc import Iterator

import html5rdf

from commands.fuzzing.hostile import CALLED

_RUN = frozenset({"iframe", "object", "embed", "base", "frame", "applet", "portal", "frameset"})
_ADDRESSES = frozenset({"href", "src", "action", "formaction", "data", "poster", "srcset", "xlink:href", "to", "values"})
_FORBIDDEN = ("javascript:", "vbscript:", "data:text", "data:image/svg")


def running(html: str, called: str = CALLED) -> Iterator[str]:
    """Yield everything in the HTML of a page that would run or fetch code: its tag, and what it says.

    A script of the site's own is no finding; one that holds `called` is.
    """
    for element in html5rdf.parse(html, namespaceHTMLElements=False).iter():
        tag = str(element.tag)
        if tag in _RUN or (tag in {"script", "style"} and called in (element.text or "")):
            yield f"<{tag}> {element.text or ''}"[:80]
        for name, value in element.attrib.items():
            plain = "".join(char for char in value if char > " ").lower()
            if str(name).startswith("on") or name in {"srcdoc", "http-equiv"}:
                yield f"<{tag} {name}={value!r}>"[:120]
            elif name in _ADDRESSES and plain.startswith(_FORBIDDEN):
                yield f"<{tag} {name}={value!r}>"[:120]
            elif name == "style" and ("url(" in plain or "expression(" in plain):
                yield f"<{tag} {name}={value!r}>"[:120]
