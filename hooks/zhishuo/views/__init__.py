"""What the public may see: records in, one frozen view per page out."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from zhishuo.media import Pictures
from zhishuo.reading import Records
from zhishuo.views.base import View
from zhishuo.views.board import show_board
from zhishuo.views.board_rows import show_board_rows
from zhishuo.views.home import show_home
from zhishuo.views.practices import show_practices
from zhishuo.views.reference import show_reference
from zhishuo.views.showcase import show_showcase
from zhishuo.views.stories import show_stories
from zhishuo.views.topics import show_topics
from zhishuo.views.town import show_town
from zhishuo.views.visits import show_visits

SUBJECTS: tuple[Callable[[Records], Iterable[View]], ...] = (
    show_home,
    show_showcase,
    show_topics,
    show_board,
    show_board_rows,
    show_stories,
    show_town,
    show_visits,
    show_reference,
)


def show(records: Records, pictures: Pictures) -> tuple[View, ...]:
    """Return a view for every page of the site; `pictures` are those made of the photographs that practices name."""
    return (*(view for subject in SUBJECTS for view in subject(records)), *show_practices(records, pictures))


__all__ = ["View", "show"]
