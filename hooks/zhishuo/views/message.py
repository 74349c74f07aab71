"""A month in a message that is pasted into a residents' group: plain text, what is pressing and overdue first."""

from __future__ import annotations

from collections.abc import Iterator

from zhishuo.figures import Figures
from zhishuo.reading import Records
from zhishuo.views.base import absolute, marks
from zhishuo.views.board import month_link
from zhishuo.views.home import cohort_sentence, month_stats
from zhishuo.views.month import Month, red_lines
from zhishuo.views.words import codebook, day_words, short_rule_words

# The pressing grade's own number and what was late of it; what a 0 means is said once, with the rule.
_RED_LINES = 2


def month_message(records: Records, figures: Figures, address: str) -> str:
    """Return the message on the last of `figures`, a line an item; raises IndexError before the first release."""
    return "".join(f"{line}\n" for line in _lines(records, Month(codebook(records), figures), address))


def _lines(records: Records, month: Month, address: str) -> Iterator[str]:
    town, release = records.town, month.release
    yield f"{'【示例，数字是编的】' if town.sample else ''}{town.name}{month.words}公开榜"
    red = marks(town)["red"]
    yield f"{red.shape}{red.text}：{''.join(red_lines(month)[:_RED_LINES])}"
    for stat in reversed(month_stats(month)):
        yield f"{stat.term} {stat.value}：{stat.words.removeprefix(month.words)}。"
    if said := cohort_sentence(month):
        yield said
    yield f"{short_rule_words(release.method.base)}下次更新不晚于 {day_words(release.next_due)}。"
    page = absolute(address, month_link(month.period).url)
    yield f"看全部：{page}" if page else "看全部：镇里的网站，点“公开榜”。"
    yield f"有事直说：{'、'.join(channel.name for channel in town.channels)}，哪样方便用哪样。"
