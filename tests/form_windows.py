"""A window of the form as its page uses it, and Git where it saves."""

from __future__ import annotations

import base64
import io
import json
import subprocess
from pathlib import Path
from typing import Any

from PIL import Image

from commands.form.commits import Repository
from commands.form.files import FormFiles

THEMES = "data/themes.yml"


def git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True).stdout


def opened(files: FormFiles, file: str) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(files.entry(file)["data"])
    return values


def window(root: Path) -> FormFiles:
    return FormFiles(Repository(root))


def photo(colour: str) -> str:
    held = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(held, "JPEG")
    return base64.b64encode(held.getvalue()).decode()
