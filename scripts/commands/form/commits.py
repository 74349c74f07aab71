"""How the form keeps what it writes: files whole or not at all, then a commit of these files and of nothing else."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from zhishuo.files import contents
from zhishuo.media.photographs import MOST_BYTES
from zhishuo.problems import ProblemsError


class RefusedError(Exception):
    """What the form asked for is not done; the text says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Repository:
    """The project at `root`, under Git."""

    root: Path

    def path(self, file: str) -> Path:
        """Return where `file` stands; raises RefusedError for what a link would lead to another place."""
        path = self.root / file
        if path.resolve() != self.root.resolve() / file:
            raise RefusedError(f"{file} 是一个链接，不是文件本身，表单不读也不写")
        return path

    def read(self, file: str) -> bytes | None:
        """Return the bytes of a file, None where there is none; raises RefusedError when it cannot be read."""
        path = self.path(file)
        if not path.exists():
            return None
        try:
            return contents(path, file, MOST_BYTES)
        except ProblemsError as error:
            raise RefusedError("；".join(map(str, error.problems))) from error

    def refuse_merging(self) -> None:
        """Raise RefusedError while two people's changes are being brought together: Git takes no single file then."""
        if (self.root / self._git("rev-parse", "--git-path", "MERGE_HEAD").strip()).exists():
            raise RefusedError(
                "没有存：Git 正在合并两个人的改动，还没有合完。请先在终端合完（git status 会说怎么做），再存一次"
            )

    def write(self, files: Mapping[str, bytes | None]) -> None:
        """Write files, one after the other, each whole or not at all; None takes one away. Raises RefusedError."""
        for file, data in files.items():
            self._write(self.path(file), data)

    def commit(self, message: str, files: Iterable[str]) -> None:
        """Keep what changed in `files` as a commit, if anything did; `message` holds nothing that anybody typed.

        Raises RefusedError when Git does not take it; the files are written by then.
        """
        known = self._git("ls-files", "-z", "--", *files).split("\0")
        if there := [file for file in files if file in known or self.path(file).exists()]:
            self._git("add", "--all", "--", *there)
            if self._git("status", "--porcelain", "--", *there):
                self._git("commit", "--quiet", "--message", message, "--", *there)

    def _write(self, path: Path, data: bytes | None) -> None:
        try:
            if data is None:
                path.unlink()
                return
            path.parent.mkdir(exist_ok=True)
            fresh = path.with_name(f".{path.name}.fresh")
            fresh.write_bytes(data)
            fresh.replace(path)
        except OSError as error:
            raise RefusedError(f"没有存：{path.name} 写不进去（{error.strerror}）") from error

    def _git(self, *arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.root, capture_output=True, text=True, check=False)  # noqa: S607 - the staff's own git
        if done.returncode:
            said = (done.stderr or done.stdout).strip()
            raise RefusedError(
                f"文件写好了，可是 Git 没有提交成。请在终端运行 git status 看一看，再存一次。Git 说：{said}"
            )
        return done.stdout
