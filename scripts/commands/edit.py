"""`scripts/edit`: edit the records in a form; every save is a Git commit and is checked at once."""

from __future__ import annotations

import subprocess
import webbrowser

import click

from commands.form.server import FormServer
from commands.programs.npm import installed
from commands.project import ROOT


@click.command(
    help="在浏览器里用表单改 data/ 里的内容：社区、故事、承诺、路线、全镇。只在本机打开；存一次就是一次 Git 提交，"
    "存完自动检查，有问题写在同一个窗口里。按 Ctrl+C 停止。"
)
def command() -> None:
    """Serve the form until it is stopped."""
    _need_git()
    server = FormServer(ROOT, installed("form") / "decap-cms" / "dist")
    click.echo(f"表单地址：{server.address}\n只在这台电脑上能打开。改完了回到这里按 Ctrl+C 停止。")
    server.checks.ask()
    webbrowser.open(server.address)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("停了。存过的都已提交。")


def _need_git() -> None:
    """End the command where Git could not keep a save."""
    if not _succeeds("git", "rev-parse", "--git-dir"):
        raise click.ClickException("这里不是 Git 仓库，存不成提交。")
    if not _succeeds("git", "var", "GIT_AUTHOR_IDENT"):
        raise click.ClickException(
            "Git 还不知道您是谁。请先运行（各一次）：\n"
            'git config user.name "单位或岗位"\ngit config user.email "办公邮箱"'
        )


def _succeeds(*command: str) -> bool:
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0
