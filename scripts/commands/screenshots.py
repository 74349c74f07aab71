"""`scripts/screenshots`: the richest page of every kind as people see it: phone to desk, dark, large, on paper."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import click
from playwright.sync_api import Browser, sync_playwright

from commands.programs.browser import CHROMIUM, FLAGS, richest
from commands.project import ROOT, progress

_WIDTHS = (360, 768, 1366)
_LOOKS = (("light", False), ("dark", False), ("light", True))


@click.command(help="给每种网页各拍一组照片：手机、平板、电脑，浅色、深色、大字版，还有 A4 纸。先运行 scripts/build。")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=ROOT / ".cache" / "screenshots",
    show_default="本项目的 .cache/screenshots",
    help="放在哪个文件夹。",
)
@click.option("--kind", "wanted", multiple=True, metavar="种类", help="只拍这几种网页，如 home、board。可以写几次。")
@click.option("--whole", is_flag=True, help="拍整页；不写只拍打开时看到的一屏。")
def command(out: Path, wanted: tuple[str, ...], *, whole: bool) -> None:
    """Write one picture for every kind, width and look, and the printed pages."""
    kinds = {kind: f"{page.url}index.html" for kind, page in richest().items() if not wanted or kind in wanted}
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, progress("拍照") as advance:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for done, (kind, file) in enumerate(kinds.items()):
            _take(browser, (ROOT / "site" / file).as_uri(), out / kind, whole=whole)
            advance((done + 1) / len(kinds))
        browser.close()
    click.echo(f"{len(list(out.iterdir()))} 张，在 {out}。")


def _take(browser: Browser, address: str, name: Path, *, whole: bool) -> None:
    for scheme, is_large in _LOOKS:
        for width in _WIDTHS:
            context = browser.new_context(
                viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
            )
            page = context.new_page()
            page.goto(address)
            if is_large:
                page.click("#large")
            if whole:  # what comes into sight later is in sight now
                page.evaluate("document.querySelectorAll('img').forEach(image => { image.loading = 'eager' })")
                page.wait_for_load_state("networkidle")
            look = "large" if is_large else scheme
            page.screenshot(path=f"{name}-{width}-{look}.png", full_page=whole)
            context.close()
    page = browser.new_page()
    page.goto(address)
    page.pdf(path=f"{name}.pdf", format="A4", prefer_css_page_size=True)
    page.close()
    if program := shutil.which("pdftoppm"):
        subprocess.run([program, "-r", "60", "-png", "-l", "2", f"{name}.pdf", f"{name}-paper"], check=True)
