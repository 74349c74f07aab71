"""Months as releases name them, 2026-10: the one after, the one before."""

from __future__ import annotations


def month_after(month: str) -> str:
    """Return the month after `month`."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"


def month_before(month: str) -> str:
    """Return the month before `month`."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year - (number == 1):04d}-{(number - 2) % 12 + 1:02d}"
