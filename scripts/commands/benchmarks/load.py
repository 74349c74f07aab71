"""What one machine can send: wrk asks nginx and Caddy, as the examples set them, for pages of the built site."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click

from commands.programs.serving import caddy, nginx, program
from commands.project import ROOT

_SERVERS = {"nginx": nginx, "caddy": caddy}
_CONNECTIONS = 64
# Asks for one file after the other, packed as every browser takes them; what came of it is told as JSON.
_SCRIPT = """
local files, at = {{{files}}}, 0
request = function()
  at = at % #files + 1
  return wrk.format("GET", files[at], {{ ["Accept-Encoding"] = "gzip" }})
end
done = function(summary, latency)
  local e = summary.errors
  io.stderr:write(string.format(
    '{{"seconds": %f, "requests": %d, "bytes": %d, "median": %f, "p99": %f, "errors": %d}}',
    summary.duration / 1e6, summary.requests, summary.bytes,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, e.connect + e.read + e.write + e.status + e.timeout))
end
"""


def report(scratch: Path, seconds: int) -> Iterator[str]:
    """Yield a line for each server that is installed; raises click.ClickException without wrk or a built site."""
    wrk, site = program("wrk"), ROOT / "site"
    if wrk is None:
        raise click.ClickException("没有装 wrk。Debian 上请运行：sudo apt-get install wrk")
    if not (site / "index.html").is_file():
        raise click.ClickException("还没有 site/，请先运行 scripts/build。")
    files = [
        f"/{path.relative_to(site).as_posix()}" for path in sorted(site.rglob("*.html")) if path.name != "404.html"
    ]
    files += [f"/assets/{name}" for name in ("zhishuo.css", "zhishuo.js")] * (len(files) // 2)
    yield f"{'服务器':<10}{'秒':>5}{'每秒次数':>9}{'每秒 MB':>8}{'中位毫秒':>8}{'99% 毫秒':>8}{'出错':>6}"
    for name, serve in _SERVERS.items():
        if program(name) is None:
            yield f"{name:<10}没有装（sudo apt-get install {name}）"
            continue
        place = scratch / name
        place.mkdir()
        (place / "ask.lua").write_text(_SCRIPT.format(files=json.dumps(files)[1:-1]))
        with serve(site, place) as address:
            asking = (wrk, "-t1", f"-c{_CONNECTIONS}", f"-d{seconds}s", "-s", place / "ask.lua", address)
            found = json.loads(subprocess.run(asking, check=True, capture_output=True).stderr)
        rates = f"{found['requests'] / found['seconds']:>12.0f}{found['bytes'] / found['seconds'] / 1e6:>10.1f}"
        times = f"{found['median']:>11.1f}{found['p99']:>11.1f}{found['errors']:>8}"
        yield f"{name:<10}{found['seconds']:>7.0f}{rates}{times}"
