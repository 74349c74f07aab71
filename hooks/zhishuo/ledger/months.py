"""Calendar arithmetic on months written YYYY-MM."""

from __future__ import annotations

import datetime as dt


def first_day(month: str) -> dt.date:
    """Return the first day of `month`."""
    return dt.date.fromisoformat(f"{month}-01")


def shifted(month: str, by: int) -> str:
    """Return the month `by` months later (earlier when negative)."""
    year, place = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + by, 12)
    return f"{year:04d}-{place + 1:02d}"


def last_day(month: str) -> dt.date:
    """Return the last day of `month`."""
    return first_day(shifted(month, 1)) - dt.timedelta(days=1)


def ends_quarter(month: str) -> bool:
    """Tell whether `month` is the last of a calendar quarter."""
    return int(month[5:]) % 3 == 0
