"""What all tests share: where things lie, and how property tests run (the same examples every time, nothing stored)."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("zhishuo", deadline=None, derandomize=True, database=None)
settings.load_profile("zhishuo")
