"""Whole lives as releases with their certificates: the very population that the certificates tell of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lives import CARRIED, LATER, Batch, Lives

from zhishuo.audit.certificate import SUFFIX, Certificate, text_of
from zhishuo.audit.lives import Core
from zhishuo.audit.published import read_release


def moves_of(batch: Batch, step: int) -> Iterator[str]:
    """Yield the moves that a batch makes in a month."""
    if batch.booked == step:
        yield "booked"
    if batch.booked == CARRIED and step == 0:
        yield "carried.over" if batch.overdue == CARRIED else "carried.fine"
    age = "older" if batch.booked == CARRIED else {0: "new", 1: "last"}.get(step - batch.booked, "older")
    outcome = "solved" if batch.outcome == "solved" else "other"
    if batch.overdue == step:
        yield f"over.{age}"
    if batch.settled == step:
        yield f"{batch.timeliness}.{age}"
        yield f"{age}{'_beyond' if age != 'older' and batch.days == LATER else ''}.{outcome}"
    is_seen = batch.settled is not None and batch.settled <= step and batch.days != LATER
    if batch.booked != CARRIED and batch.booked == step - 1 and is_seen:
        yield f"course.{outcome}_{batch.days}"
    if batch.rated == step:
        yield f"rated.{batch.rating}"


def before(event: int | None, step: int) -> bool:
    """Tell whether an event came before a step."""
    return event is not None and event < step


def files_of(lives: Lives, steps: int) -> dict[str, str]:
    """Return all files of the first months of `lives`, releases and certificates, by name."""
    first = {key: line[0] for line in lives.words.lines("category") for key in line}
    files: dict[str, str] = {}
    for step, (period, text) in enumerate(lives.releases(steps).items()):
        moves: dict[Core, Counter[str]] = {}
        for batch in lives.batches:
            if kinds := [*moves_of(batch, step)]:
                moves.setdefault((batch.community, first[batch.category], batch.grade), Counter()).update(kinds)
        belated = sum(1 for batch in lives.batches if batch.answered == step and before(batch.struck, step))
        digest = read_release(f"{period}.yml", text.encode()).digest
        certificate = Certificate(f"{period}{SUFFIX}", digest, {"": moves}, {"": belated}, 1)
        files |= {f"{period}.yml": text, certificate.file: text_of(certificate)}
    return files
