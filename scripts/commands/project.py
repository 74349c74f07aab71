"""What the commands share: where the project lies, and how problems end a command."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from zhishuo.files import contents
from zhishuo.framing import Setting
from zhishuo.problems import ProblemsError
from zhishuo.yaml_files import MOST_BYTES, Value, decode, read_yaml

ROOT = Path(__file__).resolve().parents[2]
# Material for MkDocs advertises its successor on every build; README's decisions say what follows from that.
QUIET = {"NO_MKDOCS_2_WARNING": "1"}

_PERCENT = 100
_SETTINGS = "mkdocs.yml"
_OURS = frozenset({"site_name", "site_url", "repo_url", "edit_uri"})
# What MkDocs is told so that it makes the same site.
_AS_IT_IS: dict[str, Value] = {
    "docs_dir": "content",
    "site_dir": "site",
    "use_directory_urls": "true",
    "theme": {"name": "material", "custom_dir": "theme_overrides", "language": "zh"},
    "plugins": [],
    "hooks": ["hooks/publish.py"],
    "watch": ["data", "theme_overrides"],
}


def setting() -> Setting:
    """Return what mkdocs.yml says of the site; raises ProblemsError where it asks for what only MkDocs does."""
    document = read_yaml(_SETTINGS, decode(_SETTINGS, contents(ROOT / _SETTINGS, _SETTINGS, MOST_BYTES)))
    told = document.values if isinstance(document.values, dict) else {}
    problems = [
        document.problem((name,), f"scripts/build 不管这一项：删去它，或者用 mkdocs build 生成")
        for name, value in told.items()
        if name not in _OURS and _AS_IT_IS.get(name) != value
    ]
    address, edit = (f"{told.get(name) or ''}" for name in ("site_url", "edit_uri"))
    if address and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", address):
        problems.append(document.problem(("site_url",), f"网址要以 https:// 开头；现在写的是“{address}”"))
    if problems:
        raise ProblemsError(problems)
    repository = f"{told.get('repo_url') or ''}".rstrip("/")
    return Setting(
        name=f"{told.get('site_name') or ''}",
        address=f"{address.rstrip('/')}/" if address else "",
        edit=f"{repository}/{edit.rstrip('/')}/" if repository and edit else "",
    )


def site_address() -> str:
    """Return `site_url` of mkdocs.yml, empty while it is not set."""
    return setting().address


@contextmanager
def progress(label: str) -> Iterator[Callable[[float], None]]:
    """Show a bar beside the output; the block gets the function that takes the share done, 0 to 1."""
    with click.progressbar(length=_PERCENT, label=label, file=sys.stderr) as bar:
        yield lambda share: bar.update(max(0, round(share * _PERCENT) - bar.pos))


@contextmanager
def problems_end_it(outcome: str) -> Iterator[None]:
    """Print all problems and `outcome` (what was left untouched), and exit with 1, when the block raises them."""
    try:
        yield
    except ProblemsError as error:
        click.echo(str(error), err=True)
        click.echo(outcome, err=True)
        sys.exit(1)
