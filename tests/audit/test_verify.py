"""`scripts/verify` as anybody runs it: every release told, every fault told, and no solver needed."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import write_manifest

from commands.building import manifest
from commands.verify import command

ROOT = Path(__file__).parent.parent.parent


def verify(data: Path) -> Result:
    return CliRunner().invoke(command, ["--data", str(data)])


def test_what_was_published_is_sound(data: Path) -> None:
    done = verify(data)
    assert done.exit_code == 0, done.output
    assert [line.split("：")[0] for line in done.output.splitlines()[:-1]] == ["2026-08", "2026-09", "2026-10"]
    assert "3 期全部通过" in done.output


def test_the_sites_own_releases_are_sound_within_seconds() -> None:
    started = time.perf_counter()
    done = verify(ROOT / "data")
    assert done.exit_code == 0, done.output
    assert time.perf_counter() - started < 10


def test_a_changed_month_is_told_and_ends_it(data: Path) -> None:
    file = data / "releases" / "2026-09.yml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("as_of: 2026-10-03", "as_of: 2026-10-04"), encoding="utf-8"
    )
    done = verify(data)
    assert done.exit_code == 1
    assert "2026-09.certificate.json" in done.output
    assert "校验码对不上" in done.output


def test_a_month_without_its_certificate_is_told(data: Path) -> None:
    (data / "releases" / "2026-10.certificate.json").unlink()
    done = verify(data)
    assert done.exit_code == 1
    assert "2026-10.yml: 旁边没有证书 2026-10.certificate.json" in done.output


def test_a_folder_without_releases_is_told(tmp_path: Path) -> None:
    done = verify(tmp_path)
    assert done.exit_code == 1
    assert "还没有公布过" in done.output


@pytest.fixture(autouse=True)
def made_once(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Let sites be held against the one that was built for all tests, but where making it again is what is tried."""
    if "site" in request.fixturenames and "again" not in request.node.name:
        site = request.getfixturevalue("site")
        monkeypatch.setattr("commands.verify.made_again", lambda: nullcontext(site))


def of_site(site: Path | str) -> Result:
    return CliRunner().invoke(command, ["--site", str(site)])


def changed(site: Path, file: str, found: str, with_this: str) -> None:
    with (site / file).open(encoding="utf-8", newline="") as before:
        text, changes = re.subn(found, with_this, before.read(), count=1)
    assert changes, file
    with (site / file).open("w", encoding="utf-8", newline="") as after:
        after.write(text)


def test_every_number_of_every_page_comes_out_of_the_tables_again(site: Path) -> None:
    done = of_site(site)
    assert done.exit_code == 0, done.output
    told = re.search(r"^(\d+) 页上的 (\d+) 个数，和从公布的表重新做的都一样。$", done.output, re.MULTILINE)
    assert told
    assert f"{len(manifest.entries_of(site)) + 1} 个文件和从头做的一个字节不差" in done.output
    assert int(told[1]) == len(list(site.rglob("*.html")))
    assert int(told[2]) > 10_000


def test_whatever_was_changed_is_told_with_its_file(site: Path, tmp_path: Path) -> None:
    shutil.copytree(site, tmp_path / "site")
    forged = tmp_path / "site"
    changed(forged, "board/2026-10/index.html", r"(?<=<td>)350(?=</td>)", "345")
    changed(forged, "index.html", r"约 73%", "约 74%")
    changed(forged, "c/xinmin/four-colours/index.html", r"115 ÷", "1045 ÷")
    changed(forged, "board/index.html", r"</article>", "<p>共 1015 件</p></article>")
    changed(forged, "en/index.html", r"(?<=<td>)350(?=</td>)", "1005")
    changed(forged, "404.html", r"</main>", "<p>9995 件</p></main>")
    changed(forged, "promises/index.html", r"</body>", "<aside>登记百分之九十九</aside></body>")
    entry = next(path for path in sorted(forged.glob("search/p*.js")) if "350 件" in path.read_text(encoding="utf-8"))
    changed(forged, f"search/{entry.name}", r"350 件", "99995 件")
    (forged / "board" / "2026-09" / "index.html").unlink()
    (forged / "board" / "extra.html").write_text("<p>登记 5 件</p>", encoding="utf-8")
    done = of_site(forged)
    assert done.exit_code == 1
    for said in (
        r"board/2026-10/index.html:\d+: 网站上是“345”，按公布的表算出来是“350”",
        r"index.html:\d+: 网站上是“74”，按公布的表算出来是“73”",
        r"c/xinmin/four-colours/index.html:\d+: 网站上是“1045”",
        r"board/index.html:\d+: 网站上是“1015”，按公布的表算出来是（没有）",
        r"en/index.html:\d+: 网站上是“1005”，按公布的表算出来是“350”",
        r"404.html:\d+: 网站上是“9995”",
        r"promises/index.html: 和重新做的不一样（数都一样）",
        rf"search/{entry.name}:\d+: 网站上是“99995”",
        r"board/2026-09/index.html: 网站里没有这个文件",
        r"board/extra.html: 多出来的文件",
    ):
        assert re.search(f"^{said}", done.output, re.MULTILINE), said


def test_a_download_that_was_changed_is_told(site: Path, tmp_path: Path) -> None:
    shutil.copytree(site, tmp_path / "site")
    changed(tmp_path / "site", "data/2026-09/all.csv", r",5\r\n", ",10\r\n")
    done = of_site(tmp_path / "site")
    assert done.exit_code == 1
    assert re.search(r"^data/2026-09/all.csv:\d+: 网站上是“10”，按公布的表算出来是“5”$", done.output, re.MULTILINE)


NAMES = ("a11y", "c", "privacy", "speak", "search")


@contextmanager
def deployed(site: Path, odd: dict[str, tuple[int, dict[str, str], bytes]]) -> Iterator[str]:
    """Serve a site below /town/, with other answers for the files in `odd`; HTML is packed without being asked to."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # an answer goes out whole

        def do_GET(self) -> None:
            file = self.path.removeprefix("/town/")
            path = site / file
            headers: dict[str, str] = {}
            status, content = (200, path.read_bytes()) if path.is_file() else (404, b"no")
            if path.suffix == ".html":
                headers, content = {"Content-Encoding": "gzip"}, gzip.compress(content)
            if file in odd:
                status, headers, content = odd[file]
            self.send_response(status)
            for name, value in (headers | {"Content-Length": f"{len(content)}"}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Say nothing: who reads no further closes."""

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/town"
        server.shutdown()
        thread.join()


def test_what_is_deployed_is_fetched_and_equals_what_is_made_here(site: Path) -> None:
    with deployed(site, {}) as address:
        done = of_site(address)
    assert done.exit_code == 0, done.output
    assert f"{len(manifest.entries_of(site)) + 1} 个文件和从头做的一个字节不差，manifest.json 也是。" in done.output
    assert "隔着网看不见的：清单以外的文件" in done.output


@pytest.fixture
def part(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a site that has a few files of the whole one, and is what is made again."""
    for pattern in ("index.html", "assets/*.css", "board/2026-09/*.html", *(f"{name}/index.html" for name in NAMES)):
        for file in site.glob(pattern):
            target = tmp_path / "part" / file.relative_to(site)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
    write_manifest(tmp_path / "part")
    monkeypatch.setattr("commands.verify.made_again", lambda: nullcontext(tmp_path / "part"))
    return tmp_path / "part"


def test_whatever_differs_of_what_is_deployed_is_told(part: Path) -> None:
    told = manifest.read_manifest((part / "manifest.json").read_bytes())
    more = manifest.manifest(told | {"../../evil.html": manifest.Entry(1, "00"), "extra.html": manifest.Entry(1, "00")})
    style, home = (part / "assets" / "zhishuo.css").read_bytes(), (part / "index.html").read_bytes()
    odd: dict[str, tuple[int, dict[str, str], bytes]] = {
        "manifest.json": (200, {}, more),
        "assets/zhishuo.css": (200, {}, style[:-1] + b"\xff"),
        "index.html": (200, {"Content-Encoding": "gzip"}, gzip.compress(home.replace(b"73%", b"74%") + bytes(10**7))),
        "board/2026-09/index.html": (404, {}, b"no"),
        "a11y/index.html": (302, {"Location": "http://localhost:1/a11y/"}, b""),
        "c/index.html": (302, {"Location": "index.html"}, b""),
        "privacy/index.html": (500, {}, b"no"),
        "speak/index.html": (200, {"Content-Encoding": "br"}, b"no"),
        "search/index.html": (200, {"Content-Encoding": "gzip"}, b"no"),
    }
    with deployed(part, odd) as address:
        done = of_site(address)
    assert done.exit_code == 1
    lines = [line for line in done.output.splitlines() if not line.startswith("取下网站")]
    for said in (
        r"manifest.json: 和重新做的不一样",
        r"\.\./\.\./evil.html: 多出来的文件：网站自己的清单里有它",
        r"extra.html: 多出来的文件",
        r"assets/zhishuo.css: 和重新做的不一样（数都一样）",
        r"index.html:\d+: 网站上是“74”，按公布的表算出来是“73”",
        r"board/2026-09/index.html: 网站里没有这个文件",
        r"a11y/index.html: 转到了别的网站，没有跟过去：http://localhost:1/",
        r"c/index.html: 转来转去",
        r"privacy/index.html: 网站没有给这个文件，回答的是 500",
        r"speak/index.html: 网站把它压缩成了 br",
        r"search/index.html: 压缩过的内容坏了",
    ):
        found = [line for line in lines if re.match(said, line)]
        assert found, said
        lines = [line for line in lines if line not in found]
    assert [line for line in lines if ": " in line and not line.startswith("index.html:")] == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"format": 1, "files": {"index.ht', "manifest.json: 不是一份完整的清单"),
        (b'{"format": 2, "files": {}}', "manifest.json: 清单的格式是 2，这里只认 1"),
    ],
)
def test_a_list_that_is_broken_is_told_alone(part: Path, content: bytes, said: str) -> None:
    with deployed(part, {"manifest.json": (200, {}, content)}) as address:
        done = of_site(address)
    assert done.exit_code == 1
    assert said in done.output
    assert "共 1 处问题" in done.output


@pytest.mark.usefixtures("part")
def test_an_address_without_a_site_is_told_in_one_sentence(tmp_path: Path) -> None:
    with deployed(tmp_path / "empty", {}) as address:
        done = of_site(address)
    assert done.exit_code == 1
    assert f"{address}: 下面没有 manifest.json" in done.output
    assert "共 1 处问题" in done.output
    done = of_site(address)
    assert done.exit_code == 1
    assert f"{address}/manifest.json: 那台机器没有应答，请检查网址和网络" in done.output
    assert "没有核对成" in done.output
    assert "site/nowhere: 没有这个文件夹" in of_site("site/nowhere").output


def test_a_site_is_held_against_this_projects_own_data_alone(data: Path, site: Path) -> None:
    done = CliRunner().invoke(command, ["--data", str(data), "--site", str(site)])
    assert done.exit_code == 1
    assert "只能和本项目的 data/ 一起核对" in done.output


def test_no_solver_is_needed() -> None:
    code = "import sys, commands.verify; print({'ortools', 'highspy', 'numpy', 'duckdb'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={
            "PYTHONPATH": f"{ROOT / 'hooks'}:{ROOT / 'scripts'}",
        },
    )
    assert done.stdout.strip() == "set()", done.stderr
