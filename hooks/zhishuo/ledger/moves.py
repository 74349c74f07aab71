"""What requests did in one month, counted exactly: the full cross behind every published table. Private."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Move:
    """So many (`count`) booked requests that are alike in everything a release tells; "-" where a value does not apply.

    Facts, as they were when first booked: community, category, grade, channel (slugs, `unassigned` for none).
    age: new, last (booked in the month before), older, carried (into the first release, open when the month began).
    entry: of new ones in_time, or late (registered in an earlier month). overdue: booked overdue now, yes or no;
    overdue_before likewise (of carried ones: due before the month began). settled: yes (booked settled now), no (open
    at the end), before. timeliness (on_time, late, no_promise) and outcome: of those settled now. course: of age new
    and last, solved_d1 .. other_d30 by calendar days from registration, later (settled after more than 30), open.
    answered: now, yes or no. rating (satisfied, basically, dissatisfied), rated_by (handler, other, unknown), striking
    (after_reply, after_wait): now. Counters yes or no for those settled now (returned also not_dispatched), redone for
    those settled on time or overdue now. stage: of the open ones registered, accepted, dispatched.
    """

    community: str
    category: str
    grade: str
    channel: str
    age: str
    entry: str
    overdue: str
    overdue_before: str
    settled: str
    timeliness: str
    outcome: str
    course: str
    answered: str
    rating: str
    rated_by: str
    striking: str
    regraded: str
    extended: str
    paused: str
    returned: str
    redone: str
    merged: str
    transferred: str
    registered_again: str
    within_hour: str
    stage: str
    count: int


ATTRIBUTES = tuple(field.name for field in dataclasses.fields(Move))[:-1]


@dataclass(frozen=True, slots=True)
class Moves:
    """The exact full cross of the month `period`, sorted, each combination once.

    In it is every booked request that is new, was open when the month began, had anything booked in it, or was booked
    in the month before. `told` are the canonical columns the ledger has; what rests on others says nothing.
    `corrected` are the requests booked earlier that the ledger now tells otherwise, `missing` those it has no more.
    `days` are the calendar days taken by the requests booked in the month before -> requests, None for open ones.
    """

    period: str
    as_of: dt.date
    is_first: bool
    told: frozenset[str]
    rows: tuple[Move, ...]
    corrected: int
    missing: int
    days: dict[int | None, int]
