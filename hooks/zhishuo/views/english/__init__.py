"""The pages in English: below /en/, for what staff have translated; what is missing is said on the page."""

from __future__ import annotations

from collections.abc import Iterator

from zhishuo.figures import Figures
from zhishuo.reading import Records
from zhishuo.views.base import Link, View
from zhishuo.views.english.changes import show_changes
from zhishuo.views.english.community import show_communities
from zhishuo.views.english.front import HOME, show_front
from zhishuo.views.english.parts import community_link, highlight_link, is_any_told, is_told, of_highlight
from zhishuo.views.english.practice import show_practices


def show_english(records: Records, figures: Figures) -> Iterator[View]:
    """Yield all pages in English, none where nothing is given in English."""
    if is_any_told(records):
        yield from show_front(records, figures)
        yield from show_communities(records, figures)
        yield from show_practices(records, figures)
        yield from show_changes(records)


def english_links(records: Records) -> tuple[Link, ...]:
    """Return the links to all pages in English: the first, then each community with its practices."""
    if not is_any_told(records):
        return ()
    found = [HOME]
    for slug, community in records.communities.items():
        if is_told(community):
            practices = [one for one in community.highlights if of_highlight(one).is_given]
            found += [community_link(slug, community), *(highlight_link(slug, one) for one in practices)]
    return tuple(found)
