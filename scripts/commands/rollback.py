"""`scripts/rollback`: what the public sees goes back to a version that was public before, by one rename."""

from __future__ import annotations

import sys

import click

from commands.publishing.public_folder import PublicError, PublicFolder, Version, opened, place_of


@click.command(help="公开的网站换回上一版，马上就好；哪一版都不删。地方和 scripts/publish 的一样。")
@click.argument("target", metavar="地方")
@click.option("--to", "wanted", metavar="版本", help="换成这一版，写编号（如 12）或全名。")
@click.option("--list", "listed", is_flag=True, help="只列出留着的各版，不换。")
def command(target: str, wanted: str | None, *, listed: bool) -> None:
    """Switch, and say to what; exit 1 with one sentence where there is nothing to go back to."""
    try:
        place = place_of(target)
        with opened(place, lambda words: click.echo(words, err=True)) as folder:
            if listed:
                for version in folder.versions:
                    now = "  ← 现在公开的" if version.name == folder.current else ""
                    click.echo(f"{version.name}  {version.day}{now}")
                return
            chosen = _chosen(folder, wanted)
            folder.order("show", chosen.name)
    except PublicError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo(f"已经换成 {chosen.name}（{chosen.day} 放上去的）。")


def _chosen(folder: PublicFolder, wanted: str | None) -> Version:
    """Return the version that is wanted, else the last other site before this one; raises PublicError for none."""
    if wanted is None:
        now = folder.current.partition("-")[2]
        earlier = [one for one in folder.versions if one.name < folder.current and one.digest != now]
        if not earlier:
            raise PublicError(f"{folder.place}: 没有更早的一版")
        return earlier[-1]
    found = [one for one in folder.versions if wanted == one.name or wanted.lstrip("0") == f"{one.number}"]
    if not found:
        raise PublicError(f"{folder.place}: 没有“{wanted}”这一版；有哪些，加 --list 看")
    return found[0]
