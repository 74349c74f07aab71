"""`scripts/handbook`: the handbook as one PDF, its contents naming the pages that the paper really has."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import click
from playwright.sync_api import Page, sync_playwright
from pypdf import PdfReader

from commands.programs.browser import CHROMIUM, FLAGS
from commands.project import ROOT
from zhishuo.views.handbook import HANDBOOK

# Prints once to learn the pages, once more with them; a number that grows by a digit might move something once again.
_MOST_ROUNDS = 4


@click.command(help="把各社区做法手册印成一个 PDF，带目录、页码和书签。先运行 scripts/build。")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=ROOT / "handbook.pdf",
    show_default="本项目的 handbook.pdf",
    help="写到哪个文件。",
)
def command(out: Path) -> None:
    """Write the PDF whole, or leave the old one."""
    source = ROOT / "site" / HANDBOOK.url / "index.html"
    if not source.is_file():
        click.echo("还没有网站，请先运行 scripts/build。没有写 PDF。", err=True)
        sys.exit(1)
    click.echo("正在排版……", err=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.goto(source.as_uri())
        pdf = _numbered(page)
        browser.close()
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = out.with_suffix(".new")
    fresh.write_bytes(pdf)
    fresh.replace(out)
    pages = len(PdfReader(io.BytesIO(pdf)).pages)
    click.echo(f"手册有 {pages} 页，在 {out}。")


def _numbered(page: Page) -> bytes:
    """Return the PDF whose contents name the pages that its headings stand on.

    Raises RuntimeError when the numbers do not settle, which no text can cause.
    """
    for _ in range(_MOST_ROUNDS):
        pdf = page.pdf(format="A4", prefer_css_page_size=True, outline=True, tagged=True)
        found = pages_of(pdf)
        changed: int = page.evaluate(_RENUMBER, found)
        if not changed:
            return pdf
    raise RuntimeError("the page numbers of the contents do not settle")


# Puts the pages into the contents, each by what its entry leads to; returns how many were others before.
_RENUMBER = """pages => Array.from(document.querySelectorAll(".toc .page")).filter(number => {
    const wanted = String(pages[number.dataset.for]), other = number.textContent !== wanted;
    number.textContent = wanted;
    return other;
}).length"""


def pages_of(pdf: bytes) -> dict[str, int]:
    """Return the page of everything that the contents lead to, from 1, by its id: Chromium names it so in the PDF."""
    reader = PdfReader(io.BytesIO(pdf))
    found = ((name, reader.get_destination_page_number(place)) for name, place in reader.named_destinations.items())
    return {name.removeprefix("/"): number + 1 for name, number in found if number is not None}
