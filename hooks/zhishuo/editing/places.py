"""Which files the form may read and write: records by their exact names, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhishuo.files import CHANGES, COMMITMENTS, COMMUNITIES, MEDIA, STORIES, THEMES, TOWN, VISITS, WAIVERS
from zhishuo.reading import SLUG_FILE, STORY_FILE, schema_line
from zhishuo.records import SCHEMAS, Record


@dataclass(frozen=True, slots=True)
class Place:
    """A data file of the form: `schema` is its kind, `stem` its name without .yml, `label` what staff call the kind."""

    file: str
    schema: str
    label: str

    @property
    def model(self) -> type[Record]:
        """Return the record class of the file."""
        return SCHEMAS[self.schema]

    @property
    def stem(self) -> str:
        """Return the file's name without its ending, which is its address on the site."""
        return self.file.rpartition("/")[2].removesuffix(".yml")

    @property
    def first_line(self) -> str:
        """Return the first line that the file must have."""
        return schema_line(self.file, self.schema)


# Folders of one record a file: their schema, the form of the names and what one is called.
FOLDERS: dict[str, tuple[str, str, str]] = {
    COMMUNITIES: ("community", SLUG_FILE[0], "社区"),
    STORIES: ("story", STORY_FILE[0], "故事"),
}
FILES: dict[str, tuple[str, str]] = {
    TOWN: ("town", "全镇"),
    THEMES: ("themes", "主题"),
    COMMITMENTS: ("commitments", "承诺"),
    VISITS: ("visits", "路线和来访"),
    WAIVERS: ("waivers", "隐私检查放行的"),
    CHANGES: ("changes", "撤下的和换了地址的"),
}
# Longer names of uploaded files are cut off.
_LONGEST = 60
_MEDIA_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*\.(jpg|jpeg|png|webp|avif|heic|heif|mp3|m4a|mp4|webm|vtt)")


def place_of(file: str) -> Place | None:
    """Return the place of a record's file, None for every other path."""
    if file in FILES:
        return Place(file, *FILES[file])
    folder, _, name = file.rpartition("/")
    if folder in FOLDERS:
        schema, form, label = FOLDERS[folder]
        return Place(file, schema, label) if re.fullmatch(form, name) else None
    return None


def is_media(file: str) -> bool:
    """Whether `file` is a path that a photograph, a sound, a video or captions may have."""
    folder, _, name = file.rpartition("/")
    return folder == MEDIA and _MEDIA_NAME.fullmatch(name) is not None


def media_name(name: str, digest: str) -> str:
    """Return a name in small letters and digits for a file that staff uploaded; `digest` fills in for an empty one."""
    stem, _, ending = name.lower().rpartition(".")
    plain = re.sub(r"[^a-z0-9_]+", "-", stem)[:_LONGEST].strip("-_")
    return f"{plain or f'photo-{digest[:8]}'}.{ending}"
