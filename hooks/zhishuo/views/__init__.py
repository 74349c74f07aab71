"""What the public may see: records in, one frozen view per page out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from zhishuo.figures import Figures, figures_of
from zhishuo.media import Pictures
from zhishuo.reading import Records
from zhishuo.views.base import View
from zhishuo.views.board import show_board
from zhishuo.views.board_rows import show_board_rows
from zhishuo.views.changes import show_changes
from zhishuo.views.compare import show_compare
from zhishuo.views.corrections import show_corrections
from zhishuo.views.english import show_english
from zhishuo.views.finding import show_finding
from zhishuo.views.handbook import show_handbook
from zhishuo.views.home import show_home
from zhishuo.views.practices import show_practices
from zhishuo.views.receipt import show_receipt
from zhishuo.views.reference import show_data, show_reference
from zhishuo.views.sheets import show_sheets
from zhishuo.views.showcase import show_showcase
from zhishuo.views.stories import show_stories
from zhishuo.views.topics import show_topics
from zhishuo.views.town import show_town
from zhishuo.views.visit_sheets import show_visit_sheets
from zhishuo.views.visits import show_visits

Figured: TypeAlias = Callable[[Records, Figures], Iterable[View]]
Addressed: TypeAlias = Callable[[Records, Figures, str], Iterable[View]]

# Pages of what staff write, pages that show figures too, and pages that say where the site will stand.
SUBJECTS: tuple[Callable[[Records], Iterable[View]], ...] = (
    show_topics,
    show_stories,
    show_town,
    show_receipt,
    show_changes,
)
FIGURED: tuple[Figured, ...] = (
    show_home,
    show_board,
    show_board_rows,
    show_compare,
    show_visits,
    show_corrections,
    show_english,
    show_finding,
    show_reference,
)

# Pages that show stories, too: they are made each time, the others when something else has changed.
WITH_STORIES: tuple[Figured, ...] = (show_home, show_finding)
ADDRESSED: tuple[Addressed, ...] = (show_sheets, show_visit_sheets)


def show(records: Records, pictures: Pictures, address: str = "") -> tuple[View, ...]:
    """Return a view for every page of the site.

    `pictures` are those made of the photographs that practices name; `address` is where the site will stand, if known.
    """
    figures = figures_of(records.releases, records.released)
    practices = tuple(show_practices(records, figures, pictures))

    def addressed(subject: Addressed) -> tuple[View, ...]:
        told = f"views of {subject.__name__}"
        return records.steady(told, lambda steady: tuple(subject(steady, figures, address)), address)

    return (
        *(view for subject in SUBJECTS for view in subject(records)),
        *(view for subject in FIGURED for view in _figured(subject, records, figures)),
        *show_showcase(records, figures, pictures),
        *practices,
        *show_handbook(records, figures, practices, address),
        *(view for subject in ADDRESSED for view in addressed(subject)),
        show_data(records, address),
    )


def _figured(subject: Figured, records: Records, figures: Figures) -> Iterable[View]:
    if subject in WITH_STORIES:
        return subject(records, figures)
    return records.steady(f"views of {subject.__name__}", lambda steady: tuple(subject(steady, figures)))


__all__ = ["View", "show"]
