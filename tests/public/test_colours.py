"""The four grades can be told apart in grey print and by eyes that lack a kind of cone; and every text can be read."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pytest

CSS = (Path(__file__).parents[2] / "theme_overrides" / "assets" / "zhishuo.css").read_text(encoding="utf-8")
GRADES = ("red", "orange", "yellow", "blue")
Colour: TypeAlias = npt.NDArray[np.float64]
# Linear RGB as seen without one kind of cone: Machado, Oliveira and Fernandes (2009), severity 1.
BLIND = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.95047, 1.0, 1.08883])
# Delta E (CIE 1976): 10 is seen at a glance.
AT_A_GLANCE = 10


def themes() -> dict[str, dict[str, str]]:
    """Return the variables of the light and the dark colours."""
    light, dark = (re.search(f"{head}(.*?)}}", CSS, re.DOTALL) for head in (r":root {", r"dark\) {\s*:root {"))
    assert light
    assert dark
    found = [dict(re.findall(r"--([a-z-]+): *(#[0-9A-F]{3,6})", part[1])) for part in (light, dark)]
    return {"light": found[0], "dark": found[0] | found[1]}


def linear(colour: str) -> Colour:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    values = np.array([int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(TO_XYZ[1] @ linear(colour))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(rgb: Colour) -> Colour:
    xyz = TO_XYZ @ np.clip(rgb, 0, 1) / WHITE
    cubed = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * cubed[1] - 16, 500 * (cubed[0] - cubed[1]), 200 * (cubed[1] - cubed[2])])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("sight", ["full", *BLIND])
def test_grades_are_told_apart_by_colour_alone_or_by_pattern(sight: str, theme: str) -> None:
    """Every two fills differ at a glance, for eyes with all cones and without one."""
    matrix = np.array(BLIND[sight]) if sight in BLIND else np.eye(3)
    seen = {grade: lab(matrix @ linear(themes()[theme][f"{grade}-fill"])) for grade in GRADES}
    near = {
        pair: round(float(np.linalg.norm(seen[pair[0]] - seen[pair[1]])), 1)
        for pair in itertools.combinations(GRADES, 2)
        if np.linalg.norm(seen[pair[0]] - seen[pair[1]]) < AT_A_GLANCE
    }
    assert near == {}


def test_grades_are_told_apart_in_grey_print_by_lightness_or_pattern() -> None:
    """Where two fills are as light as each other in grey, their patterns differ: none, stripes, dots, lines."""
    patterns = {grade: re.search(rf"\.chart \.b-{grade} {{ fill: ([^ ]+)", CSS) for grade in GRADES}
    drawn = {grade: found[1] if found else "" for grade, found in patterns.items()}
    assert drawn["red"] == "var(--red-fill)"
    assert len(set(drawn.values())) == len(GRADES), "solid, diagonal, dots, horizontal"
    fills = themes()["light"]
    for pattern, ground in (("pattern", "orange-fill"), ("pattern", "yellow-fill"), ("pattern-pale", "blue-fill")):
        assert contrast(fills[pattern], fills[ground]) >= 3, f"the pattern on {ground} is seen in grey"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_can_be_read(theme: str) -> None:
    colours = themes()[theme]
    for ink in ("ink", "muted", "link", "seal", *GRADES):
        for ground in ("paper", "soft"):
            least = 4.5 if ground == "soft" else 7 if ink != "seal" else 4.5
            assert contrast(colours[ink], colours[ground]) >= min(least, 7), (ink, ground)
    for grade in GRADES:
        assert contrast(colours[grade], colours[f"{grade}-tint"]) >= 4.5, grade
    assert contrast(colours["focus"], colours["paper"]) >= 3
    assert contrast(colours["outline"], colours["paper"]) >= 3
