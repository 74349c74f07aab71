"""The schema of everything staff edit and of the releases; the JSON Schemas in data/schema/ are made from it."""

from __future__ import annotations

from zhishuo.records.base import Record
from zhishuo.records.community import (
    Audio,
    Community,
    Highlight,
    Photo,
    Result,
    Theme,
    Themes,
    Video,
)
from zhishuo.records.english import CommunityEnglish, DeskEnglish, HighlightEnglish, ThemeEnglish, TownEnglish
from zhishuo.records.receipts import Receipts
from zhishuo.records.release import (
    BANDS,
    COUNTERS,
    CROSSES,
    OUTCOMES,
    RATINGS,
    SPLITS,
    TABLES,
    TIMELINESS,
    UNASSIGNED,
    Release,
    ReleaseTable,
    Window,
    lumps,
)
from zhishuo.records.showcase import (
    Commitment,
    Commitments,
    Evidence,
    Stop,
    Story,
    Tour,
    Visit,
    Visits,
)
from zhishuo.records.town import Category, Channel, Desk, Grade, Group, MenuStep, Merged, Stage, Town

# The kinds of file, by the name of their schema in data/schema/.
SCHEMAS: dict[str, type[Record]] = {
    "town": Town,
    "themes": Themes,
    "community": Community,
    "story": Story,
    "commitments": Commitments,
    "visits": Visits,
    "release": Release,
    "receipts": Receipts,
}

__all__ = [
    "BANDS",
    "COUNTERS",
    "CROSSES",
    "OUTCOMES",
    "RATINGS",
    "SCHEMAS",
    "SPLITS",
    "TABLES",
    "TIMELINESS",
    "UNASSIGNED",
    "Audio",
    "Category",
    "Channel",
    "Commitment",
    "Commitments",
    "Community",
    "CommunityEnglish",
    "Desk",
    "DeskEnglish",
    "Evidence",
    "Grade",
    "Group",
    "Highlight",
    "HighlightEnglish",
    "MenuStep",
    "Merged",
    "Photo",
    "Receipts",
    "Record",
    "Release",
    "ReleaseTable",
    "Result",
    "Stage",
    "Stop",
    "Story",
    "Theme",
    "ThemeEnglish",
    "Themes",
    "Tour",
    "Town",
    "TownEnglish",
    "Video",
    "Visit",
    "Visits",
    "Window",
    "lumps",
]
