"""What all views share: a view is everything one page may show, as plain frozen values, filled field by field.

Templates get a view and nothing else, so nothing is published by accident. Addresses here are written from the site's
root (`c/xinmin/`, "" for the home page); pages turns them into relative links.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import ClassVar, TypeVar

from zhishuo.records import Desk, Town
from zhishuo.records.town import Grade, GradeId

T = TypeVar("T")


@dataclass(frozen=True)
class Link:
    """A link inside the site: `url` from the site's root, `anchor` an id on that page.

    `lang` is the label's language where it is another than the page's.
    """

    label: str
    url: str
    anchor: str = ""
    lang: str = ""


HOME = Link("首页", "")
COMMUNITIES = Link("社区做法", "c/")
BOARD = Link("公开榜", "board/")
STORIES = Link("故事", "stories/")
FIND = Link("查找", "search/")

CHINESE, ENGLISH = "zh-CN", "en"
# A page in English has the address of the Chinese one below this folder.
_BELOW = "en/"


def language(url: str) -> str:
    """Return the language of the page at `url`."""
    return ENGLISH if url.startswith(_BELOW) else CHINESE


def counterpart(url: str) -> str:
    """Return where the page at `url` stands in the other language, if it is there."""
    return url.removeprefix(_BELOW) if language(url) == ENGLISH else f"{_BELOW}{url}"


@dataclass(frozen=True)
class Frame:
    """What every page says of the site: whether it is a sample, how fresh its figures are, how they are rounded."""

    town: str
    sample: bool
    fresh: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class View:
    """One page: its address, what its head says, the way to it (this page last), and the file it is edited in.

    A page that `shows_figures` prints the rule by which they are rounded. `place` is the slug of the community that the
    page is about, if it is about one. A page that has another address now has `moved_to`.
    """

    kind: ClassVar[str]
    shows_figures: ClassVar[bool] = False
    frame: Frame
    url: str
    title: str
    description: str
    crumbs: tuple[Link, ...]
    source: str | None
    place: str = ""
    moved_to: Link | None = None


@dataclass(frozen=True)
class Mark:
    """A grade as it is always shown: colour, shape and word together; `id` names the colour in the style sheet."""

    id: str
    shape: str
    colour: str
    word: str

    @property
    def text(self) -> str:
        """Return `红·特急`."""
        return f"{self.colour}·{self.word}"


SHAPES: dict[GradeId, str] = {"red": "◆", "orange": "▲", "yellow": "●", "blue": "■"}


def mark(grade: Grade) -> Mark:
    """Return the mark of a grade."""
    return Mark(grade.id, SHAPES[grade.id], grade.colour, grade.word)


def marks(town: Town) -> dict[str, Mark]:
    """Return the marks of all grades by grade, from red to blue."""
    return {grade.id: mark(grade) for grade in town.grades}


@dataclass(frozen=True, slots=True)
class DeskView:
    """An office that can be reached; `phone` is empty where none is known."""

    name: str
    place: str
    hours: str
    phone: str


def desk_view(desk: Desk) -> DeskView:
    """Return what is shown of an office."""
    return DeskView(desk.name, desk.place, desk.hours, desk.phone or "")


def measured(figure: str, unit: str) -> str:
    """Return a figure with its unit as it is read: `145 户`, `10 余次`."""
    return f"{figure}{'' if figure.endswith('余') else ' '}{unit}".strip()


def found_in(value: object, kind: type[T]) -> Iterator[T]:
    """Yield everything of a `kind` in a view, a tuple or another value of a view, in the order of its fields."""
    if isinstance(value, kind):
        yield value
    elif isinstance(value, tuple):
        yield from (found for inner in value for found in found_in(inner, kind))
    elif is_dataclass(value):
        yield from (found for one in fields(value) for found in found_in(getattr(value, one.name), kind))


def absolute(address: str, url: str) -> str:
    """Return where the page `url` will stand on a site at `address`; empty while nobody knows where that is."""
    return f"{address.rstrip('/')}/{url}" if address else ""


def picture(theme: str) -> str:
    """Return the address of a theme's illustration."""
    return f"assets/illustrations/{theme}.svg"
