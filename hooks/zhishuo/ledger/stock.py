"""The open requests as the certificates tell them: what a month starts from. Public, like the certificates themselves.

The protector rounds a month so that it can follow on this stock, which anyone can work out from published files; a
stock of its own would be a secret that every later month had to fit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

# Community, category line (its first key), grade.
Core: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Stock:
    """What the months before left, in batches of `base` requests.

    `cells` by core cell: young_fine, young_over (booked the month before and open, fine or overdue), old_fine, old_over
    (open for longer), young_solved, young_other (booked and settled the month before), unrated (settled, not rated).
    `town`: town_booked and town_carried so far, town_open; of the open ones those in the stage town_registered,
    town_accepted; of the settled ones town_unanswered and town_answered (neither struck off), town_struck_unanswered;
    town_within_hour (settled within the hour the month before).
    """

    cells: Mapping[Core, Mapping[str, int]] = field(default_factory=dict)
    town: Mapping[str, int] = field(default_factory=dict)

    def of(self, core: Core, name: str) -> int:
        """Return how many batches of a core cell stand under `name`."""
        return self.cells.get(core, {}).get(name, 0)
