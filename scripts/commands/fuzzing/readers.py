"""Everything that reads what people hand in: functions of one file's bytes that may raise ProblemsError only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

from commands.fuzzing import private, public
from commands.project import ROOT
from zhishuo.problems import ProblemsError
from zhishuo.records import SCHEMAS

# Takes the bytes of one case; whatever it raises but ProblemsError is a finding.
Try: TypeAlias = Callable[[bytes], None]

# The embedded database maps more than it uses.
_DATABASE = 6 << 30
_TWIN = ROOT / "tests" / "site"


@dataclass(frozen=True, slots=True)
class Reader:
    """One reader under trial.

    `title` is what staff call what it reads; `opened` gets a folder of its own and returns the function to try;
    `seeds` are good files to begin from; `share` is how many of a thousand cases it gets. More than `seconds` for one
    case is a finding, and so is more than `memory` for all that its process holds. `guided` tells whether coverage can
    lead the way: it sees Python, not libraries in C.
    """

    title: str
    opened: Callable[[Path], Try]
    seeds: Callable[[], Iterable[bytes]]
    share: int
    is_text: bool = True
    has_values: bool = False
    guided: bool = False
    seconds: float = 5
    memory: int = 2 << 30


def _files(*patterns: str) -> Callable[[], Iterable[bytes]]:
    """Return what reads the files of the sample town and of the golden twin."""
    return lambda: [
        path.read_bytes() for root in (_TWIN, ROOT) for pattern in patterns for path in sorted(root.glob(pattern))
    ]


# Where a file of each kind lies.
_PLACES = {
    "community": "data/communities/xinmin.yml",
    "story": "data/stories/2026-09-leak.yml",
    "release": "data/releases/2026-07.yml",
}
_PATTERNS = {
    "community": ("data/communities/*.yml",),
    "story": ("data/stories/*.yml",),
    "release": ("data/releases/2026-07.yml", "data/releases/2025-11.yml"),
}


# Neither the sample town nor the twin lets anything through.
_WAIVERS = b"""# yaml-language-server: $schema=schema/waivers.json
waivers:
- file: data/communities/xinmin.yml
  text: 13812345678
  reason: written consent
  day: 2026-11-28
"""


def _record(kind: str) -> Reader:
    place = _PLACES.get(kind, f"data/{kind}.yml")
    share = 40 if kind in {"town", "community"} else 25
    seeds = _files(*_PATTERNS.get(kind, (place,))) if kind != "waivers" else lambda: [_WAIVERS]
    return Reader(place, partial(public.one_file, place), seeds, share, has_values=True, guided=True)


READERS: dict[str, Reader] = {
    "yaml": Reader("YAML", public.yaml_file, _files("data/*.yml", "data/stories/*.yml"), 120, guided=True),
    **{kind: _record(kind) for kind in SCHEMAS},
    "prose": Reader("Markdown", public.prose, _files("content/**/*.md"), 80, guided=True),
    "page": Reader("content/*.md", public.page, _files("content/**/*.md"), 40, guided=True),
    "gate": Reader("隐私检查", public.gate, public.texts_for_the_gate, 100, guided=True),
    "captions": Reader("字幕", public.captions, _files("data/media/*.vtt"), 50, guided=True),
    "photograph": Reader("照片", public.photograph, public.photographs, 20, is_text=False, seconds=30),
    "recording": Reader(
        "录音、视频", public.recording, _files("data/media/*.mp3", "data/media/*.mp4"), 20, is_text=False, seconds=30
    ),
    "sealed": Reader("data/receipts.bin", public.sealed, public.receipts, 10, is_text=False),
    "site": Reader("整个网站", public.site, public.twin_files(_TWIN), 2, has_values=True, seconds=30),
    "mapping": Reader("列名对照表", private.mapping, private.mappings, 60, has_values=True, guided=True),
    "csv": Reader("台账 CSV", private.ledger(".csv"), private.tables, 12, seconds=10, memory=_DATABASE),
    "jsonl": Reader("台账 JSON 行", private.ledger(".jsonl"), private.json_lines, 6, seconds=10, memory=_DATABASE),
    "xlsx": Reader(
        "台账 Excel", private.ledger(".xlsx"), private.sheets, 6, is_text=False, seconds=20, memory=_DATABASE
    ),
    "parquet": Reader(
        "台账 Parquet", private.ledger(".parquet"), private.parquets, 4, is_text=False, seconds=10, memory=_DATABASE
    ),
    "published": Reader(
        "公布文件（核对）", private.published, _files("data/releases/2025-11.yml"), 25, has_values=True, guided=True
    ),
    "certificate": Reader(
        "证书", private.certificate, _files("data/releases/2025-11.certificate.json"), 25, has_values=True, guided=True
    ),
    "known": Reader("别处公布的表", private.known, private.known_tables, 30, guided=True),
    "form": Reader("表单", public.form, public.payloads, 60, has_values=True, guided=True),
}


def quiet(read: Try, case: bytes) -> None:
    """Try one case; a report of problems is what a bad file is to get."""
    with suppress(ProblemsError):
        read(case)
