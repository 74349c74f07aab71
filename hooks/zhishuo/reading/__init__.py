"""Files -> records. Reads everything staff edit, gathers every problem, and hands on nothing half right."""

from zhishuo.reading.everything import Prose, Records
from zhishuo.reading.reader import SLUG_FILE, STORY_FILE, read, schema_line

__all__ = ["SLUG_FILE", "STORY_FILE", "Prose", "Records", "read", "schema_line"]
