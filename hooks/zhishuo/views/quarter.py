"""A quarter by community and by category, for the months that close one."""

from __future__ import annotations

from collections.abc import Iterator

from zhishuo.figures import table_of
from zhishuo.views.exhibits import Exhibit, rows_exhibit
from zhishuo.views.month import Month
from zhishuo.views.words import quarter_words

_SPLITS = (("timeliness", "按时办结"), ("outcome", "解决"), ("solved_within", "几天内解决"), ("rating", "满意"))


def quarter_heading(month: Month) -> str:
    """Return the heading of the section, which names the quarter."""
    table = table_of(month.release, "cohort", "community", "timeliness")
    return f"{quarter_words(table.window)}：各社区、各类别" if table else "季度"


def quarter_exhibits(month: Month) -> Iterator[Exhibit]:
    """Yield the quarter by community and by category; rows merge differently in each split, so each has its table."""
    for rows, name in (("community", "各社区"), ("category", "各类别")):
        for split, heading in _SPLITS:
            table = table_of(month.release, "cohort", rows, split)
            if table:
                yield rows_exhibit(month.book, month.release, table, f"{name}：{heading}")
