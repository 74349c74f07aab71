"""The public folder: a whole old or a whole new site, whatever happens to whoever publishes; and the way back."""

from __future__ import annotations

import fcntl
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TypeAlias

import pytest
from click.testing import CliRunner, Result
from conftest import write_manifest

from commands.building import manifest
from commands.publish import command as publish
from commands.publishing.budgets import too_heavy
from commands.publishing.public_folder import PublicError, place_of
from commands.publishing.putting import KEPT, put
from commands.rollback import command as rollback

Run: TypeAlias = Callable[..., "subprocess.CompletedProcess[str]"]

ROOT = Path(__file__).parent.parent
KILLS = {"folder": 50, "server": 12}
# Says "go" when it begins, so that none is killed before.
PUBLISH = """
import sys
from pathlib import Path
from commands.publishing.public_folder import PublicError, place_of
from commands.publishing.putting import put
print("go", flush=True)
try:
    print(put(Path(sys.argv[1]), place_of(sys.argv[2]), lambda words: print(words, flush=True)))
except PublicError as error:
    sys.exit(str(error))
"""
# ssh, as far as publishing needs it: a host, and a command line for that host's shell.
SSH = '#!/bin/sh\n[ "$1" != nowhere ] || { echo "ssh: connect to host: Connection refused" >&2; exit 255; }\n'
SSH += '[ "$1" != -l ] || shift 2\nshift\nexec sh -c "$*"\n'


def made(site: Path, words: str, files: int = 60, size: int = 4_000) -> Path:
    """Write a site whose files all say `words`: one at its end alone, and one not at all; return its folder."""
    for number in range(files):
        file = site / f"c/{number % 7}/{number}.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{words} {number} " * (size // len(words)), encoding="utf-8")
    (site / "long.txt").write_text("line\n" * 4_000 + words, encoding="utf-8")
    (site / "same.css").write_text("p {}", encoding="utf-8")
    write_manifest(site)
    return site


def published(site: Path, target: str | Path) -> str:
    return put(site, place_of(str(target)), lambda _: None)


def publishing(site: Path, target: str | Path, before: Sequence[str] = ()) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*before, sys.executable, "-c", PUBLISH, str(site), str(target)],
        env=os.environ | {"PYTHONPATH": str(ROOT / "scripts")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def back(*arguments: str | Path) -> Result:
    return CliRunner().invoke(rollback, [str(argument) for argument in arguments])


def shown(folder: Path) -> str:
    """Return the digest of the site that is public, every byte of which is what its manifest says."""
    current = (folder / "current").resolve()
    assert list(manifest.faults(current)) == []
    return manifest.digest_of(current)


def versions(folder: Path) -> list[int]:
    return [int(path.name[:6]) for path in sorted((folder / "releases").iterdir())]


@pytest.fixture(params=["folder", "server"])
def target(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return where to publish to: a folder, and the same folder as rsync over ssh sees it."""
    if request.param == "folder":
        return str(tmp_path / "公开 的")
    if shutil.which("rsync") is None:
        pytest.skip("no rsync here (apt-get install rsync)")
    shell = tmp_path / "ssh"
    shell.write_text(SSH, encoding="utf-8")
    shell.chmod(0o755)
    monkeypatch.setenv("RSYNC_RSH", str(shell))
    return f"town@server:{tmp_path / '公开 的'}"


def test_a_publisher_killed_at_any_moment_leaves_a_whole_site(target: str, tmp_path: Path) -> None:
    folder, sites = tmp_path / "公开 的", [made(tmp_path / words, words) for words in ("old", "new")]
    known = {manifest.digest_of(site) for site in sites}
    published(sites[0], target)
    started = time.perf_counter()
    with publishing(sites[1], target) as process:
        while process.poll() is None:
            assert shown(folder) in known
    span = time.perf_counter() - started  # how long publishing takes: other work makes it longer or shorter
    moments, kills, at_work, switched = random.Random(7), 0, 0, 0  # noqa: S311 - nothing is secret
    while at_work < KILLS["server" if ":" in target else "folder"] or not switched:
        before = shown(folder)
        site = next(site for site in sites if manifest.digest_of(site) != before)
        part = moments.random() * 1.2  # from the first moment to a little after the last
        with publishing(site, target) as process:
            assert process.stdout
            assert process.stdout.readline() == "go\n"
            started = time.perf_counter()
            while process.poll() is None and time.perf_counter() < started + part * span:
                assert shown(folder) in known
            if process.poll() is None:
                at_work += 1
                span *= 1.2 if part > 1 else 1
            else:
                assert process.returncode == 0
                span = time.perf_counter() - started
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        assert shown(folder) in known
        kills += 1
        switched += shown(folder) != before
    if ":" not in target:  # over ssh they are too few to be sure of that
        assert at_work > kills // 4, "many are killed at work"
        assert 0 < switched < kills, "some before the switch, some after it"
    name = published(sites[0], target)
    assert shown(folder) == manifest.digest_of(sites[0])
    assert {path.name for path in folder.iterdir()} == {".zhishuo", "current", "releases"}
    assert [path.name for path in sorted((folder / "releases").iterdir())][-1] == name
    assert not list((folder / "releases").glob(".*"))


def test_a_full_disk_leaves_the_old_site(tmp_path: Path) -> None:
    """On a disk of 2 MB of its own, which nobody else sees."""
    inside = ("unshare", "--map-root-user", "--mount")
    if subprocess.run([*inside, "true"], check=False, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here (unshare --map-root-user --mount)")
    small, large = made(tmp_path / "small", "small"), made(tmp_path / "large", "large", size=40_000)
    disk = tmp_path / "disk"
    disk.mkdir()
    script = (
        f"mount -t tmpfs -o size=2m none {disk} && "
        f'for site in {small} {large}; do "$0" -c "$1" $site {disk}/public; done; cp -r {disk}/public {tmp_path}/seen'
    )
    with subprocess.Popen(
        [*inside, "sh", "-c", script, sys.executable, PUBLISH],
        env=os.environ | {"PYTHONPATH": str(ROOT / "scripts")},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        said = process.communicate()[1]
    assert said == f"{disk}/public: 磁盘满了，写不下\n公开的网站没有动。\n"
    assert shown(tmp_path / "seen") == manifest.digest_of(small)
    assert [path.name for path in (tmp_path / "seen" / "releases").iterdir()] == [f"000001-{manifest.digest_of(small)}"]


def test_of_two_publishers_at_once_one_waits_and_says_so(tmp_path: Path) -> None:
    site, folder = made(tmp_path / "site", "words"), tmp_path / "public"
    published(site, folder)
    with (folder / ".zhishuo").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = publishing(site, folder)
        assert process.stdout
        assert process.stdout.readline() == "go\n"
        assert process.stdout.readline() == "另一次发布正在进行，等它做完……\n"
        assert versions(folder) == [1]
    assert process.communicate()[1] == ""
    assert process.returncode == 0
    assert versions(folder) == [1, 2]
    published(site, folder)
    assert versions(folder) == [2, 3], "one and the same site is not kept five times"
    assert "没有更早的一版" in back(folder).output


def test_the_last_five_stay_and_any_of_them_comes_back(target: str, tmp_path: Path) -> None:
    folder = tmp_path / "公开 的"
    sites = [made(tmp_path / f"{number}", f"words {number}", 3) for number in range(8)]
    names = [published(site, target) for site in sites[:7]]
    assert versions(folder) == [3, 4, 5, 6, 7]
    assert len(names[-5:]) == KEPT
    assert (folder / "current" / "same.css").stat().st_nlink == KEPT, "what stays the same is kept once"
    assert (folder / "current" / "c" / "0" / "0.html").stat().st_nlink == 1
    modes = {path.stat().st_mode & 0o777 for path in (folder / "current").resolve().rglob("*")}
    assert modes == {0o644, 0o755}

    done = back(target)
    assert done.exit_code == 0, done.output
    assert done.output.startswith(f"已经换成 {names[5]}（20")
    assert shown(folder) == manifest.digest_of(sites[5])
    assert back(target, "--to", "4").exit_code == 0
    assert shown(folder) == manifest.digest_of(sites[3])
    listed = back(target, "--list").output.splitlines()
    assert [line.split()[0] for line in listed] == names[2:]
    assert [line for line in listed if "← 现在公开的" in line] == [listed[1]]

    published(sites[7], target)
    assert versions(folder) == [3, 4, 8], "what was taken back is deleted"
    assert back(target, "--to", names[2]).exit_code == 0
    assert back(target).output == f"{target}: 没有更早的一版\n公开的网站没有动。\n"
    assert f"没有“{names[0]}”这一版" in back(target, "--to", names[0]).output
    assert shown(folder) == manifest.digest_of(sites[2])


def test_a_file_changed_on_the_server_is_not_taken_over(target: str, tmp_path: Path) -> None:
    folder, site = tmp_path / "公开 的", made(tmp_path / "site", "words", 3)
    published(site, target)
    (folder / "current" / "same.css").write_text("q {}", encoding="utf-8")
    published(site, target)
    assert shown(folder) == manifest.digest_of(site)


def test_what_is_wrong_is_said_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    site, file = made(tmp_path / "site", "words", 3), tmp_path / "file"
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    file.write_text("", encoding="utf-8")
    (foreign / "letter.txt").write_text("mine", encoding="utf-8")
    host = target.partition(":")[0] + ":" if ":" in target else ""
    wrong = {
        f"{host}{foreign}": "不是 scripts/publish 用的",
        f"{host}{tmp_path / 'no' / 'folder'}": "没有这个文件夹，上一级也没有",
        f"{host}{file}": "不是文件夹",
        "rsync://server/site": "不能一步切换",
        "server::site": "不能一步切换",
    }
    wrong |= {"nowhere:site": "没有应答"} if host else {}
    for place, said in wrong.items():
        with pytest.raises(PublicError, match=said) as error:
            published(site, place)
        assert str(error.value).startswith(f"{place}: ")
        assert str(error.value).count("\n") == 1
        assert back(place).exit_code == 1
    assert [path.name for path in foreign.iterdir()] == ["letter.txt"]
    if host:
        monkeypatch.setattr(shutil, "which", lambda _: None)
        with pytest.raises(PublicError, match="没有 rsync，请先装上"):
            published(site, target)
        monkeypatch.setenv("RSYNC_RSH", "nothing")
        with pytest.raises(PublicError, match="没有 nothing，请先装上"):
            published(site, target)
    (site / "same.css").write_text("q {}", encoding="utf-8")
    with pytest.raises(PublicError, match=r"^same\.css: 生成以后有人改过"):
        published(site, target)


def test_a_heavy_page_is_named(tmp_path: Path) -> None:
    noise = random.Random(7).randbytes(16_000).hex()  # noqa: S311 - nothing is secret
    for name in ("index.html", "404.html", "c/index.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"<link rel=stylesheet href=a.css><p>{noise[:20_000]}</p>", encoding="utf-8")
        (tmp_path / name).with_name("a.css").write_text(noise[:12_000], encoding="utf-8")
    (tmp_path / "c" / "a.css").write_text(noise[:18_000], encoding="utf-8")
    assert [(problem.file, problem.message.partition(" ")[0]) for problem in too_heavy(tmp_path)] == [
        ("c/index.html", "样式压缩后有"),
        ("index.html", "这一页连样式和脚本压缩后有"),
    ]


def test_the_command_publishes_what_it_built_and_nothing_of_what_is_broken(
    command: Run, project: Path, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "public"
    monkeypatch.setattr("commands.publish.built", lambda: nullcontext(site))
    done = CliRunner().invoke(publish, [str(folder)])
    assert done.exit_code == 0, done.output
    assert f"网站服务器的根目录是 {folder}/current" in done.output
    assert shown(folder) == manifest.digest_of(site)
    (project / "data" / "themes.yml").unlink()
    broken = command("publish", str(folder))
    assert (broken.returncode, broken.stdout) == (1, "")
    assert "data/themes.yml: 没有这个文件，请补上" in broken.stderr
    assert "没有生成网站" in broken.stderr
    assert versions(folder) == [1]
