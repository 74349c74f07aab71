"""What a community says about its own figures, dated, beside them."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from zhishuo.prose import to_html
from zhishuo.records import Community
from zhishuo.views.words import day_words


@dataclass(frozen=True, slots=True)
class ReplyView:
    """One note: the figure it is about, its words, and who wrote it when."""

    about: str
    text: Markup
    by: str
    day: str


def replies_of(community: Community) -> tuple[ReplyView, ...]:
    """Return the notes of a community, newest first."""
    newest_first = sorted(community.replies, key=lambda reply: reply.day, reverse=True)
    return tuple(ReplyView(reply.about, to_html(reply.text), reply.by, day_words(reply.day)) for reply in newest_first)
