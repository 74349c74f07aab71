"""Photographs, recordings and captions in the form: what is there, and what staff upload."""

from __future__ import annotations

import base64
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from commands.form.commits import RefusedError, Repository
from zhishuo import gate
from zhishuo.editing.places import is_media, media_name
from zhishuo.files import MEDIA

# Pictures are shown in the form at this width; the files themselves may be many times as heavy.
_SHOWN = 480
# Pillow knows forty formats more, some of which start other programs.
_OPENED = ("JPEG", "PNG", "WEBP", "AVIF")


@dataclass(frozen=True, slots=True)
class FormMedia:
    """The files of data/media/ in a repository."""

    repository: Repository

    def upload(self, asset: dict[str, str]) -> dict[str, str]:
        """Keep one uploaded file as a commit; return it as the form shows it, and the commit's message."""
        file, data = self.incoming(asset)
        message = "加照片等文件"
        self.repository.write({file: data})
        self.repository.commit(message, [file])
        return self.picture(file) | {"message": message}

    def remove(self, files: list[str]) -> dict[str, str]:
        """Take files away and commit it; return the commit's message."""
        for file in files:
            self._path(file)
        message = "删照片等文件"
        self.repository.write(dict.fromkeys(files))
        self.repository.commit(message, files)
        return {"message": message}

    def pictures(self) -> list[dict[str, str]]:
        """Return all files as the form shows them, links left out."""
        paths = sorted((self.repository.root / MEDIA).glob("*"))
        files = [f"{MEDIA}/{path.name}" for path in paths if path.is_file() and not path.is_symlink()]
        return [self.picture(file) for file in files if is_media(file)]

    def picture(self, file: str) -> dict[str, str]:
        """Return a file as the form shows it: a photograph as a small picture, anything else without its bytes."""
        data = _thumbnail(self._path(file))
        content = base64.b64encode(data).decode()
        name = file.rpartition("/")[2]
        return {"id": f"{name}-{len(data)}", "name": name, "path": file, "content": content, "encoding": "base64"}

    def incoming(self, asset: dict[str, str]) -> tuple[str, bytes]:
        """Return where an uploaded file goes, under a plain name that no other file has, and its bytes.

        Names are public, and for ever in Git: one that gives a person away is not kept.
        """
        folder, _, name = asset["path"].rpartition("/")
        data = base64.b64decode(asset["content"], validate=True)
        digest = hashlib.sha256(data).hexdigest()
        plain = media_name("." + name.rpartition(".")[2] if gate.find(name) else name, digest)
        file = f"{MEDIA}/{plain}"
        if folder != MEDIA or not is_media(file):
            raise RefusedError(
                f"不能上传“{name}”：照片用 jpg、png、webp、avif、heic，录音用 mp3、m4a，视频用 mp4、webm，字幕用 vtt"
            )
        if self.repository.read(file) not in {None, data}:
            stem, _, ending = file.rpartition(".")
            file = f"{stem}-{digest[:8]}.{ending}"
        return file, data

    def _path(self, file: str) -> Path:
        if not is_media(file) or not (path := self.repository.path(file)).is_file():
            raise RefusedError(f"data/media/ 里没有“{file}”这个文件")
        return path


def _thumbnail(path: Path) -> bytes:
    try:
        with Image.open(path, formats=_OPENED) as picture:
            picture.draft("RGB", (_SHOWN, _SHOWN))
            small = ImageOps.exif_transpose(picture).convert("RGB")
            small.thumbnail((_SHOWN, _SHOWN))
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, ValueError):
        return b""
    held = io.BytesIO()
    small.save(held, "JPEG", quality=75)
    return held.getvalue()
