"""Indicators out of releases: everything the site says in numbers about requests follows from released counts alone.

Nothing here knows the ledger: what is not in a release cannot be computed.
"""

from __future__ import annotations

from zhishuo.figures.months import BEYOND, BY, Figures, bands_of, figures_of, month_after
from zhishuo.figures.rates import (
    LEAST_N,
    TOO_FEW,
    Percentile,
    Rate,
    on_time_rate,
    overdue_rate,
    percent,
    percentile,
    rate,
    satisfied_rate,
    solved_rate,
    solved_within_rate,
)
from zhishuo.figures.released import Line, Released, row_of, table_lines, together, total, turned, whole

__all__ = [
    "BEYOND",
    "BY",
    "LEAST_N",
    "TOO_FEW",
    "Figures",
    "Line",
    "Percentile",
    "Rate",
    "Released",
    "bands_of",
    "figures_of",
    "month_after",
    "on_time_rate",
    "overdue_rate",
    "percent",
    "percentile",
    "rate",
    "row_of",
    "satisfied_rate",
    "solved_rate",
    "solved_within_rate",
    "table_lines",
    "together",
    "total",
    "turned",
    "whole",
]
