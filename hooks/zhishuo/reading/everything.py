"""Everything read, in one value: what the rest of the site is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from zhishuo.files import story_file
from zhishuo.history import History
from zhishuo.records import Changes, Commitment, Community, Receipts, Release, Story, Theme, Tour, Town, Visit, Waiver
from zhishuo.remembering import answer
from zhishuo.yaml_files import Document

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Prose:
    """A page of content/: Markdown `body` under a title; `url` is its address on the site, `file` its source.

    The body begins on line `first_line` of the file.
    """

    url: str
    title: str
    description: str
    body: str
    file: str
    first_line: int = 1


@dataclass(frozen=True, slots=True)
class Records:
    """Everything read, in the order it is shown; `documents` lead from a record's file back to its lines.

    `certificates` are the files that prove releases, by month; `sealed` are the bytes of `receipts`; `history` is what
    Git knows of the files. Where they were read, `digest` tells all but the stories from any others, `released` the
    releases.
    """

    root: Path
    town: Town
    themes: tuple[Theme, ...]
    communities: dict[str, Community]
    commitments: tuple[Commitment, ...]
    tours: tuple[Tour, ...]
    visits: tuple[Visit, ...]
    stories: dict[str, Story]
    releases: dict[str, Release]
    prose: dict[str, Prose]
    documents: dict[str, Document]
    certificates: dict[str, bytes] = field(default_factory=dict)
    receipts: Receipts | None = None
    sealed: bytes = b""
    changes: Changes = field(default_factory=Changes)
    history: History = field(default_factory=History)
    waivers: tuple[Waiver, ...] = ()
    # Never copied by `replace`: what is not as it was read has none.
    digest: bytes = field(default=b"", init=False, compare=False)
    released: bytes = field(default=b"", init=False, compare=False)

    def steady(self, name: str, work: Callable[[Records], T], *more: str) -> T:
        """Return what `work` makes of all but the stories and what is told in `more`; it is remembered by a name."""
        bare = replace(self, stories={})
        return answer(name, (self.digest, *more), lambda: work(bare)) if self.digest else work(bare)

    def told(self, stories: Iterable[str]) -> tuple[str | bytes, ...]:
        """Return what tells some stories, and all that is none, from any others; nothing once they were changed."""
        digests = ((name, self.documents[story_file(name)].digest) for name in stories)
        return (self.digest, *(part for pair in digests for part in pair)) if self.digest else ()

    @property
    def newest(self) -> Release | None:
        """Return the newest release, None before the first."""
        return next(reversed(self.releases.values()), None)

    def addresses(self) -> dict[str, str]:
        """Return the titles of the pages whose records people write, by their address on the site."""
        communities = self.communities.items()
        return {
            **{f"c/{slug}/": community.name for slug, community in communities},
            **{f"c/{slug}/{one.id}/": one.title for slug, community in communities for one in community.highlights},
            **{f"stories/{name}/": story.title for name, story in self.stories.items()},
            **{f"visits/{tour.id}/": tour.title for tour in self.tours},
        }
