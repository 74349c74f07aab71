"""`scripts/serve`: preview on this machine, renewed when data, content, theme or program change."""

from __future__ import annotations

import threading

import click
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from commands.build import SITE, alone, renew_site
from commands.building.maker import Maker
from commands.building.unchanged import SOURCES
from commands.live import Live, LiveServer
from commands.project import ROOT
from zhishuo.problems import ProblemsError

# Seconds: an editor saves in several steps, and a checkout in many more.
_PATIENCE = 0.03
# What a new process has to be started for.
_PROGRAM = ("hooks", "scripts")


@click.command(
    help="在本机预览网站，改了 data/、content/、theme_overrides/ 里的文件或者程序会自动重新生成。按 Ctrl+C 停止。"
)
@click.option(
    "--address", default="127.0.0.1:8000", show_default=True, metavar="地址:端口", help="在哪个地址和端口预览"
)
def command(address: str) -> None:
    """Build site/, serve it, and build again after every save, until this is ended."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal():
        raise click.BadParameter(f"要写成“地址:端口”，如 127.0.0.1:8000；现在写的是“{address}”")
    live = Live()
    saves = _Saves()
    watched = Observer()
    for part in SOURCES:
        if (ROOT / part).exists():
            watched.schedule(saves, str(ROOT / part), recursive=True)
    try:
        server = LiveServer((host, int(port)), SITE, live)
    except (OSError, OverflowError) as error:
        raise click.ClickException(f"{address} 用不了，多半有别的程序在用；用 --address 换一个端口") from error
    with Maker() as maker, server:
        watched.start()  # before the first site: what is saved meanwhile is in the next
        _renew(maker, live)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        click.echo(f"预览地址：http://{address}/  （按 Ctrl+C 停止）")
        while True:
            if saves.wait():
                maker.end()
            _renew(maker, live)


class _Saves(FileSystemEventHandler):
    """Tells when something was saved, and whether it was the program."""

    def __init__(self) -> None:
        self._saved = threading.Event()
        self._paths: set[str] = set()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note what was changed; reading changes nothing."""
        if event.event_type not in {"opened", "closed_no_write"} and "__pycache__" not in f"{event.src_path!r}":
            self._paths.add(f"{event.src_path!r}")
            self._saved.set()

    def wait(self) -> bool:
        """Wait until something was saved and a moment has passed; return whether it was the program."""
        self._saved.wait()
        while self._saved.is_set():
            self._saved.clear()
            self._saved.wait(_PATIENCE)
        paths, self._paths = self._paths, set()
        return any(f"{ROOT / part}/" in path for path in paths for part in _PROGRAM)


def _renew(maker: Maker, live: Live) -> None:
    try:
        with alone():
            renew_site(maker)
        live.renewed()
    except ProblemsError as error:
        click.echo(f"{error}\n预览里还是改坏以前的样子。", err=True)
        live.broken([str(problem) for problem in error.problems])
