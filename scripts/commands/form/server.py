"""The form's own small server: on this machine only, for the page it hands out and for no other.

It speaks the protocol that Decap CMS has for a local backend: POST of {action, params}, an answer in JSON.
"""

from __future__ import annotations

import json
import mimetypes
import re
import secrets
import subprocess
import sys
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import click

from commands.form.commits import RefusedError, Repository
from commands.form.files import FormFiles
from commands.form.media import FormMedia
from zhishuo.editing import config
from zhishuo.editing.places import is_media

_PAGE = Path(__file__).resolve().parents[2] / "form"
_PAGE_FILES = ("index.html", "form.js", "form.css")
# A video of 50 MB, as text.
_MOST_BYTES = 80_000_000
# Nothing of another host can be asked for, whatever the program of the form would like to.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' blob: data:; connect-src 'self' blob:; frame-ancestors 'none'; form-action 'self'"
)


class Checks:
    """Runs scripts/check after a save, one at a time, and keeps what it said last."""

    def __init__(self, root: Path) -> None:
        """Check the project at `root`."""
        self.root = root
        self.said: dict[str, Any] = {"checking": True, "problems": [], "good": ""}
        self._asked = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def ask(self) -> None:
        """Have the files checked again."""
        self.said = self.said | {"checking": True}
        self._asked.set()

    def _run(self) -> None:
        while self._asked.wait():
            self._asked.clear()
            done = subprocess.run(
                [sys.executable, "-m", "commands", "check"], cwd=self.root, capture_output=True, text=True, check=False
            )
            click.echo((done.stdout + done.stderr).rstrip())
            # the last line says how the command ended, the one before it counts
            problems = done.stderr.strip().splitlines()[:-2] if done.returncode else []
            self.said = {"checking": self._asked.is_set(), "problems": problems, "good": done.stdout.strip()}


class FormServer(ThreadingHTTPServer):
    """Serves the form of the project at `root` to this machine, below an address that cannot be guessed."""

    daemon_threads = True

    def __init__(self, root: Path, program: Path) -> None:
        """Take any free port; `program` is the folder with Decap CMS."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.repository, self.checks = Repository(root), Checks(root)
        self.media, self.windows = FormMedia(self.repository), dict[str, FormFiles]()
        self.root, self.program = root, program
        self.host = f"127.0.0.1:{self.server_address[1]}"
        self.below = f"/{secrets.token_urlsafe(16)}/"
        self.lock = threading.Lock()

    @property
    def address(self) -> str:
        """Return where the form is opened."""
        return f"http://{self.host}{self.below}"

    def opened(self) -> dict[str, Any]:
        """Return the form's configuration for one more window; what it asks comes to an address of its own."""
        window = f"api/{secrets.token_urlsafe(8)}"
        self.windows[window] = FormFiles(self.repository)
        return config(self.root, f"{self.below}{window}")

    def answer(self, files: FormFiles, action: str, params: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever JSON can hold
        """Do one action of a window; raises RefusedError, and KeyError or TypeError for what no form sends."""
        actions: dict[str, Callable[[], Any]] = {
            "info": lambda: {"repo": self.root.name, "publish_modes": ["simple"], "type": "local_fs"},
            "entriesByFolder": lambda: files.folder(params["folder"]),
            "entriesByFiles": lambda: files.listed([file["path"] for file in params["files"]]),
            "getEntry": lambda: files.entry(params["path"]),
            "persistEntry": lambda: self._saved(files.save(*_entry(params))),
            "getMedia": self.media.pictures,
            "getMediaFile": lambda: self.media.picture(params["path"]),
            "persistMedia": lambda: self._saved(self.media.upload(params["asset"])),
            "deleteFiles": lambda: self._saved(self._removed(files, params["paths"])),
            "getNotes": lambda: {"notes": []},
            "getDeployPreview": lambda: None,
            "getPRMetadata": lambda: None,
        }
        if action not in actions:
            raise RefusedError(f"表单不会做“{action}”")
        return actions[action]()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as the library has it
        """Say nothing of a browser that went away before its answer came."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def _removed(self, files: FormFiles, paths: list[str]) -> dict[str, str]:
        """Take files away: one record, or any number of photographs and the like."""
        return files.withdraw(*paths) if len(paths) == 1 and not is_media(paths[0]) else self.media.remove(paths)

    def _saved(self, answer: dict[str, str]) -> dict[str, str]:
        """Tell of a commit, and have everything checked."""
        click.echo(f"已提交：{answer['message']}")
        self.checks.ask()
        return answer


def _entry(params: dict[str, Any]) -> tuple[str, str, list[dict[str, str]]]:
    (data,) = params["dataFiles"]
    return data["path"], data["raw"], params["assets"]


class _Handler(BaseHTTPRequestHandler):
    server: FormServer
    # Seconds that a browser may take over what it sends.
    timeout = 60

    def do_GET(self) -> None:
        """Hand out the page, its program, its configuration, and what the check says."""
        name = self._asked()
        if name is None:
            return
        folder = _PAGE if name in _PAGE_FILES else self.server.program
        if name == "config.json":
            self._json(HTTPStatus.OK, self.server.opened())
        elif name == "problems.json":
            self._json(HTTPStatus.OK, self.server.checks.said)
        elif "/" not in name and (folder / name).is_file() and not name.startswith("."):
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            self._send(HTTPStatus.OK, f"{kind}; charset=utf-8", (folder / name).read_bytes())
        else:
            self._json(HTTPStatus.NOT_FOUND, {"error": "没有这一页"})

    def do_POST(self) -> None:
        """Do what the form asks, one thing after the other."""
        name = self._asked()
        if name is None:
            return
        window, length = self.server.windows.get(name), self.headers.get("Content-Length", "")
        is_json = self.headers.get_content_type() == "application/json"
        if window is None or self.headers.get("Origin") != f"http://{self.server.host}" or not is_json:
            self._json(HTTPStatus.FORBIDDEN, {"error": "只有表单自己能改文件；请刷新这一页"})
            return
        if not re.fullmatch(r"[0-9]{1,18}", length):
            self._json(HTTPStatus.LENGTH_REQUIRED, {"error": "没有说明送来的内容有多长"})
            return
        if int(length) > _MOST_BYTES:
            self._json(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"error": "文件太大：视频最多 50 MB"})
            return
        try:
            asked = json.loads(self.rfile.read(int(length)))
            with self.server.lock:
                answer = self.server.answer(window, asked["action"], asked.get("params", {}))
        except RefusedError as error:
            self._json(HTTPStatus.UNPROCESSABLE_ENTITY, {"error": str(error)})
        except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
            self._json(HTTPStatus.BAD_REQUEST, {"error": f"表单送来的内容不对（{type(error).__name__}）"})
        else:
            self._json(HTTPStatus.OK, answer)

    def log_message(self, *_: object) -> None:
        """Say nothing of single requests; saves are told by name."""

    def _asked(self) -> str | None:
        """Return the name asked for; None after refusing what came by another host's name or another address."""
        path = self.path.partition("?")[0]
        if self.headers.get("Host") != self.server.host or not path.startswith(self.server.below):
            self._json(HTTPStatus.FORBIDDEN, {"error": "请用 scripts/edit 给的网址打开"})
            return None
        return path.removeprefix(self.server.below) or "index.html"

    def _json(self, status: HTTPStatus, value: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
        self._send(status, "application/json; charset=utf-8", json.dumps(value).encode())

    def _send(self, status: HTTPStatus, kind: str, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(data)
