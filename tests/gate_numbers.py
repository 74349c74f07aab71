"""The kinds of numbers and addresses, the chances that make them up, and which of them the privacy gate finds."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from commands.made_up_persons import PERSONS
from zhishuo.gate import NAME, find

NUMBERS = [kind for kind in PERSONS if kind != NAME]
chances = st.integers(0, 2**32).map(random.Random)


def kinds(text: str) -> list[str]:
    return [found.kind for found in find(text)]
