"""A built site under the web servers of docs/serving/, as their examples set them: for the tests and the benchmark."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from commands.project import ROOT

EXAMPLES = ROOT / "docs" / "serving"
# What stands in for Debian's own /etc/nginx/nginx.conf: as many processes as cores, files sent by the kernel.
_AROUND = """daemon off; worker_processes auto; pid {place}/pid; error_log {place}/errors; {user}
events {{ worker_connections 1024; }}
http {{
  sendfile on; tcp_nopush on; access_log off;
  client_body_temp_path {place}/body; proxy_temp_path {place}/proxy; fastcgi_temp_path {place}/fastcgi;
  uwsgi_temp_path {place}/uwsgi; scgi_temp_path {place}/scgi;
  include {place}/site;
}}
"""
_PATIENCE = 30


def program(name: str) -> str | None:
    """Return the path of a web server or of wrk, which Debian may keep where only root looks."""
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")


@contextmanager
def nginx(site: Path, place: Path) -> Iterator[str]:
    """Serve `site` with the example for nginx; all that it writes goes to `place`; yields the address."""
    port = _free_port()
    user = f"user {'root' if os.geteuid() == 0 else ''};" if os.geteuid() == 0 else ""
    (place / "nginx").write_text(_AROUND.format(place=place, user=user))
    (place / "site").write_text(
        _filled("nginx.conf", {"listen 80;": f"listen 127.0.0.1:{port};", "/srv/zhishuo/current": str(site)})
    )
    with _running((program("nginx"), "-p", place, "-e", place / "errors", "-c", place / "nginx"), place, port):
        yield f"http://127.0.0.1:{port}/"


@contextmanager
def caddy(site: Path, place: Path) -> Iterator[str]:
    """Serve `site` with the example for Caddy, without a certificate; it writes to `place`; yields the address."""
    port = _free_port()
    changes = {"town.example.cn {": f"http://127.0.0.1:{port} {{", "/srv/zhishuo/current": str(site)}
    (place / "Caddyfile").write_text("{\n\tadmin off\n}\n" + _filled("Caddyfile", changes))
    command = (program("caddy"), "run", "--config", place / "Caddyfile", "--adapter", "caddyfile")
    with _running(command, place, port):
        yield f"http://127.0.0.1:{port}/"


def _filled(example: str, changes: dict[str, str]) -> str:
    """Return an example with the port and the folder that it is tried with; each must stand in it once."""
    text = (EXAMPLES / example).read_text(encoding="utf-8")
    for old, new in changes.items():
        before, after = text.split(old)
        text = f"{before}{new}{after}"
    return text


@contextmanager
def _running(command: tuple[str | Path | None, ...], place: Path, port: int) -> Iterator[None]:
    """Run a server until the block is over; raises click.ClickException with its words where it does not start."""
    homes = {"HOME": str(place), "XDG_CONFIG_HOME": str(place), "XDG_DATA_HOME": str(place)}
    with (place / "said").open("w") as said:
        server = subprocess.Popen(
            [str(part) for part in command], env=os.environ | homes, stdout=said, stderr=subprocess.STDOUT
        )
        try:
            _wait_for(server, port)
            yield
        except TimeoutError as error:
            raise click.ClickException(f"服务器没有起来：{(place / 'said').read_text('utf-8')}") from error
        finally:
            server.terminate()
            server.wait()


def _wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    """Wait until something answers at the port; raises TimeoutError when nothing does, or the server has ended."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and server.poll() is None:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
