"""Real files -> cases: bytes, lines, values and structure changed, as hypothesis strategies that a seed repeats."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

import yaml
from hypothesis import strategies as st

from commands.fuzzing.hostile import TEXTS, TOKENS

Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]
Place: TypeAlias = tuple[str | int, ...]

# Between the name of a file and what stands in it, where a case is both.
AND = b"\0"
# Nothing longer is tried by the thousand; the corpus in tests/hostile has the largest files.
MOST = 200_000
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "gb18030", "utf-7")
_VALUES: tuple[Any, ...] = (None, True, 0, -1, 1.5, 10**30, [], [[]], [None], {}, {"": ""}, {"id": "x"}, *TEXTS)


def cases(seeds: Sequence[bytes], *, is_text: bool, has_values: bool) -> st.SearchStrategy[bytes]:
    """Return a strategy for cases that begin from `seeds`: files of text or not, with YAML or JSON values or not."""
    ways = [st.binary(max_size=400), _bytes(seeds)]
    if is_text:
        ways += [_lines(seeds), _lines(seeds), st.sampled_from(TEXTS).map(encoded), _encodings(seeds)]
    if has_values:
        ways += [_values([seed for seed in seeds if not seed.startswith(b"content/")])] * 3
    if any(seed.startswith(b"PK") for seed in seeds):
        ways += [_packages(seeds)] * 6
    return st.one_of(ways)


def encoded(text: str) -> bytes:
    """Return a text as bytes; half of a character pair becomes the bytes that UTF-8 would have for it."""
    return text.encode("utf-8", "surrogatepass")


@st.composite
def _bytes(draw: Draw, seeds: Sequence[bytes]) -> bytes:
    """Change one to six runs of bytes."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        end = min(len(data), at + draw(st.integers(0, 40)))
        match draw(st.sampled_from(("put", "cut", "again", "flip", "end", "token"))):
            case "put":
                data[at:end] = draw(st.binary(max_size=12))
            case "cut":
                del data[at:end]
            case "again":
                data[at:at] = data[at:end] * draw(st.integers(1, 30))
            case "flip" if at < len(data):
                data[at] ^= 1 << draw(st.integers(0, 7))
            case "end":
                del data[at:]
            case _:
                data[at:end] = encoded(draw(st.sampled_from(TOKENS)))
    return bytes(data[:MOST])


@st.composite
def _lines(draw: Draw, seeds: Sequence[bytes]) -> bytes:
    """Change one to five lines: away, twice, in another place, set in, or with something hostile in them."""
    lines = draw(st.sampled_from(seeds)).decode("utf-8", "replace").split("\n")
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(lines) - 1))
        line = lines[at]
        match draw(st.sampled_from(("cut", "again", "move", "indent", "value", "value", "part", "other"))):
            case "cut" if len(lines) > 1:
                del lines[at]
            case "again":
                lines[at:at] = [line] * draw(st.integers(1, 40))
            case "move":
                lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(at))
            case "indent":
                lines[at] = " " * draw(st.integers(0, 12)) + line.lstrip()
            case "value":
                head, mark, _ = line.partition(draw(st.sampled_from((": ", "- ", ",", "[", " "))))
                lines[at] = head + mark + draw(_WRITTEN)
            case "part":
                place = draw(st.integers(0, len(line)))
                lines[at] = line[:place] + draw(st.sampled_from(TOKENS) | st.sampled_from(TEXTS)) + line[place:]
            case _:
                lines[at] = draw(_WRITTEN)
    return encoded("\n".join(lines))[:MOST]


# A hostile text as it stands, and between quotes.
_WRITTEN = st.sampled_from(TEXTS) | st.sampled_from(TEXTS).map(lambda text: json.dumps(text, ensure_ascii=False))


@st.composite
def _encodings(draw: Draw, seeds: Sequence[bytes]) -> bytes:
    text: str = draw(st.sampled_from(seeds)).decode("utf-8", "replace")
    return text.encode(draw(st.sampled_from(_ENCODINGS)), "replace")[:MOST]


@st.composite
def _values(draw: Draw, seeds: Sequence[bytes]) -> bytes:
    """Change one to four values of a file of YAML or JSON, under the first line it had (it may be a comment)."""
    seed_file: bytes = draw(st.sampled_from(seeds))
    name, mark, content = seed_file.rpartition(AND)
    seed = content.decode()
    value = _loaded(seed)
    for _ in range(draw(st.integers(1, 4))):
        found = list(places(value, ()))
        if not found:
            break
        value = _put(value, draw(st.sampled_from(found)), draw(_CHANGES), draw)
    head = f"{seed.splitlines()[0]}\n" if seed.startswith("#") else ""
    return name + mark + encoded(head + json.dumps(value, ensure_ascii=False, indent=1))[:MOST]


_CHANGES = st.sampled_from(("new", "new", "new", "cut", "again", "in a list", "in a field", "rename", "swap"))


def _loaded(text: str) -> Any:  # noqa: ANN401 - whatever a file can hold
    return yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - it makes nothing but texts, lists and mappings


def places(value: object, path: Place) -> Iterable[Place]:
    """Yield the path of every value below `value`, which stands at `path`."""
    items: Iterable[tuple[str | int, object]] = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, inner in items:
        yield (*path, key)
        yield from places(inner, (*path, key))


def _put(value: Any, path: Place, change: str, draw: Draw) -> Any:  # noqa: ANN401 - see above
    """Return `value` with one change made at `path`."""
    key, *rest = path
    if rest:
        copy: Any = dict(value) if isinstance(value, dict) else list(value)
        copy[key] = _put(value[key], tuple(rest), change, draw)
        return copy
    if isinstance(value, list):
        return _put_in_list(list(value), key, change, draw)
    found = dict(value)
    match change:
        case "cut":
            del found[key]
        case "rename":
            found[draw(st.sampled_from([*TEXTS, *found]))] = found.pop(key)
        case _:
            found[key] = _changed(found[key], change, draw)
    return found


def _put_in_list(value: list[Any], key: Any, change: str, draw: Draw) -> list[Any]:  # noqa: ANN401 - see above
    match change:
        case "cut":
            del value[key]
        case "again":
            value[key:key] = [value[key]] * draw(st.integers(1, 30))
        case "swap":
            value.append(value.pop(key))
        case _:
            value[key] = _changed(value[key], change, draw)
    return value


def _changed(old: object, change: str, draw: Draw) -> object:
    match change:
        case "in a list":
            return [old]
        case "in a field":
            return {"x": old}
        case "again" if isinstance(old, str):
            return old * draw(st.integers(2, 40))
        case _:
            new = draw(st.sampled_from(_VALUES))
            return old + new if isinstance(old, str) and isinstance(new, str) and draw(st.booleans()) else new


@st.composite
def _packages(draw: Draw, seeds: Sequence[bytes]) -> bytes:
    """Change one part of a package (xlsx) and pack it again, so that the change is what is read."""
    with zipfile.ZipFile(io.BytesIO(draw(st.sampled_from(seeds)))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = draw(st.sampled_from(sorted(parts)))
    changed = draw(st.one_of(_bytes([parts[name]]), _marked(parts[name])))
    parts[name] = changed
    if draw(st.integers(0, 9)) == 0:
        del parts[name]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", draw(st.sampled_from((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)))) as package:
        for part, content in parts.items():
            package.writestr(part, content)
    return made.getvalue()


@st.composite
def _marked(draw: Draw, part: bytes) -> bytes:
    """Change the text of elements and attributes of a part of markup, which stays markup."""
    text = part.decode("utf-8", "replace")
    for _ in range(draw(st.integers(1, 4))):
        places = [at for at, char in enumerate(text) if char in '">'] or [0]
        at = draw(st.sampled_from(places)) + 1
        end = next((one for one in range(at, len(text)) if text[one] in '"<'), at)
        new = draw(st.sampled_from(TEXTS) | st.sampled_from(("A1:XFD1048576", "XFD1048576", "e", "s", "99999999", "b")))
        text = text[:at] + new.replace("<", "&lt;").replace('"', "&quot;") + text[end:]
    return encoded(text)
