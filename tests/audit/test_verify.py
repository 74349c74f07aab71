"""`scripts/verify` as anybody runs it: every release told, every fault told, and no solver needed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from click.testing import CliRunner, Result

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


def of_site(site: Path) -> Result:
    return CliRunner().invoke(command, ["--site", str(site)])


def changed(site: Path, file: str, found: str, with_this: str) -> None:
    with (site / file).open(encoding="utf-8", newline="") as before:
        text, changes = re.subn(found, with_this, before.read(), count=1)
    assert changes, file
    with (site / file).open("w", encoding="utf-8", newline="") as after:
        after.write(text)


def test_every_number_of_every_page_comes_out_of_the_tables(site: Path) -> None:
    done = of_site(site)
    assert done.exit_code == 0, done.output
    told = re.search(r"^(\d+) 页上的 (\d+) 个数，和从公布的表重新做的都一样。$", done.output, re.MULTILINE)
    assert told
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


def test_a_download_that_was_changed_is_told_before_anything_is_made_again(site: Path, tmp_path: Path) -> None:
    shutil.copytree(site, tmp_path / "site")
    changed(tmp_path / "site", "data/2026-09/all.csv", r",5\r\n", ",10\r\n")
    done = of_site(tmp_path / "site")
    assert done.exit_code == 1
    assert "data/2026-09/all.csv" in done.output
    assert "按公布的表算出来" not in done.output


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
