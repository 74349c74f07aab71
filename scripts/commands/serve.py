"""`scripts/serve`: preview on this machine, rebuilt when data, content or theme change."""

from __future__ import annotations

import os
import sys

import click

from commands.project import QUIET, ROOT


@click.command(help="在本机预览网站，改了 data/、content/、theme_overrides/ 里的文件会自动重新生成。按 Ctrl+C 停止。")
@click.option(
    "--address", default="127.0.0.1:8000", show_default=True, metavar="地址:端口", help="在哪个地址和端口预览"
)
def command(address: str) -> None:
    """Hand over to MkDocs' own live server."""
    click.echo(f"预览地址：http://{address}/  （按 Ctrl+C 停止；改了 hooks/ 里的程序要重新运行）")
    config = str(ROOT / "mkdocs.yml")
    arguments = ["-m", "mkdocs", "serve", "--livereload", "--config-file", config, "--dev-addr", address]
    os.execve(sys.executable, [sys.executable, *arguments], os.environ | QUIET)
