"""`scripts/preview`: what the public will see that it does not see now, in words, before anything is published."""

from __future__ import annotations

import io
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from commands.comparing import Comparison, Hunk, compare
from commands.disclosure import disclosure
from commands.project import ROOT, problems_end_it, progress
from commands.settings import site_address
from zhishuo.checks import check
from zhishuo.checks.findings import highlights
from zhishuo.checks.showcase import photos
from zhishuo.files import RELEASES
from zhishuo.history import read_history
from zhishuo.problems import Problem, ProblemsError
from zhishuo.publishing import build
from zhishuo.reading import Records, read

_PARTS = ("data", "content")
# What stands in the same place for every version: the looks, and pictures that were made before.
_SHARED = ("theme_overrides", ".cache")
_SHOWN, _LONGEST, _NAMED = 30, 160, 4


@click.command(
    help=(
        "放上网以前看一遍：和已经公布的那一版比，哪些网页会多、会少，哪些话变成了什么，"
        "新公布的数字怎样保护过、合并过、遮过。什么都不改，也不上传。"
    )
)
@click.option(
    "--since",
    metavar="版本",
    help="和哪一版比；不写就是 origin/main，没有就是最后一次提交。",
)
@click.option("--all", "every", is_flag=True, help=f"每一处都列出来，不只列前 {_SHOWN} 处。")
def command(*, since: str | None, every: bool) -> None:
    """Print what would change; exit 1 with the problems where nothing may be published."""
    with problems_end_it("还不能放上网，先改好。"):
        records = read(ROOT)
        check(records)
        name = since or _published()
        with progress("做两遍网站") as advance, tempfile.TemporaryDirectory() as folder:
            before = _unpacked(name, Path(folder))
            advance(0.1)
            new = build(records, site_address())
            advance(0.5)
            old = build(before, site_address())
            advance(1)
        for line in _report(before, records, compare(old, new), name, None if every else _SHOWN):
            click.echo(line)


def _published() -> str:
    """Return the version that counts as published; raises ProblemsError where there is none to compare with."""
    for name in ("origin/main", "HEAD"):
        if _git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}") is not None:
            return name
    raise ProblemsError([Problem("--since", 0, "", "这里没有版本记录（Git），没有可以比的")])


def _unpacked(name: str, folder: Path) -> Records:
    """Return the records of a version, unpacked into `folder`; raises ProblemsError where they cannot be read."""
    packed = None if name.startswith("-") else _git("archive", "--format=zip", name, *_PARTS)
    if packed is None:
        raise ProblemsError([Problem("--since", 0, name, "没有这一版；可以写分支、标签或提交的编号")])
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(folder)
    for part in _SHARED:
        if (ROOT / part).exists():
            (folder / part).symlink_to(ROOT / part)
    try:
        records = read(folder)
    except ProblemsError as error:
        told = f"公布的那一版（{name}）现在的程序读不了，没法逐页比"
        raise ProblemsError([Problem("--since", 0, name, told), *error.problems]) from error
    # the folder has no history of its own, and the pages of both tell the same one
    return replace(records, history=read_history(ROOT, RELEASES, records.town.opened))


def _git(*arguments: str) -> bytes | None:
    try:
        done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, check=False)  # noqa: S607 - wherever Git is
    except FileNotFoundError:
        return None
    return None if done.returncode else done.stdout


def _report(before: Records, after: Records, found: Comparison, name: str, most: int | None) -> Iterator[str]:
    looks = _looks(name)
    if found.is_same and not looks:
        yield f"和公布的那一版（{name}）一样，没有会变的。"
        return
    yield f"和公布的那一版（{name}）比："
    yield from _pages(found)
    yield from _texts(found.hunks, most)
    yield from _files(found)
    yield from _covered(before, after)
    yield from disclosure(before, after)
    if looks:
        yield f"\n程序、设置和版面也改了 {len(looks)} 个文件，网页的样子可能会变，请用 scripts/serve 看："
        yield f"  {_named(looks, '个')}"
    yield "上面这些放上网，人人都看得到。网页以后撤得下，别人存下的收不回。"


def _looks(name: str) -> list[str]:
    """Return the files that pages are made with, and not of, that changed since a version."""
    made_with = ("hooks", "theme_overrides", "mkdocs.yml", ":(exclude)*.pyc")
    changed = _git("diff", "--name-only", "-z", name, "--", *made_with) or b""
    added = _git("ls-files", "--others", "--exclude-standard", "-z", "--", *made_with) or b""
    return sorted(file for file in (changed + added).decode().split("\0") if file)


def _pages(found: Comparison) -> Iterator[str]:
    if found.added:
        yield f"\n多出来的网页，{len(found.added)} 页："
        yield from (f"  {page.url or '（首页）'}  {page.title}" for page in found.added)
    if found.gone:
        yield f"\n没有了的网页，{len(found.gone)} 页。旧网址会打不开：要么放回去，要么写进 data/changes.yml："
        yield from (f"  {page.url}  {page.title}" for page in found.gone)


def _texts(hunks: Sequence[Hunk], most: int | None) -> Iterator[str]:
    if hunks:
        yield f"\n变了的字，{len(hunks)} 处（同样的一处在几页上，只列一次）："
    for hunk in hunks[:most]:
        yield f"  {_named([page or '（首页）' for page in hunk.pages], '页')}"
        yield from (f"    原来：{_short(line)}" for line in hunk.old)
        yield from (f"    现在：{_short(line)}" for line in hunk.new or ("（去掉了）",))
    if most is not None and len(hunks) > most:
        yield f"  还有 {len(hunks) - most} 处，加 --all 全部列出来。"


def _named(names: Sequence[str], unit: str) -> str:
    """Return the first of some names, and how many there are where they are more."""
    more = f" 等 {len(names)} {unit}" if len(names) > _NAMED else ""
    return f"{'、'.join(names[:_NAMED])}{more}"


def _short(line: str) -> str:
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…（共 {len(line)} 个字）"


def _files(found: Comparison) -> Iterator[str]:
    told = (("多出来", found.added_files), ("没有了", found.gone_files), ("变了", found.changed_files))
    if any(files for _, files in told):
        yield "\n下载的文件、图片、录音："
    for word, files in told:
        if files:
            yield f"  {word}：{_named(files, '个')}"


def _covered(before: Records, after: Records) -> Iterator[str]:
    """Yield how much is covered on every photograph that is new or covered otherwise."""
    old, new = _photographs(before), _photographs(after)
    told = [(file, boxes) for file, boxes in new.items() if old.get(file) != boxes]
    if told:
        yield "\n照片里遮住的地方："
    for file, boxes in told:
        yield f"  data/media/{file}：{f'遮住 {boxes} 处' if boxes else '没有遮；有人脸、门牌、车牌就要写 blur'}"


def _photographs(records: Records) -> dict[str, int]:
    shown = (photo for _, _, highlight in highlights(records) for _, photo in photos(highlight))
    return {photo.file: len(photo.blur) for photo in shown}
