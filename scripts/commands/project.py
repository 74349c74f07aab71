"""What the commands share: where the project lies, and how problems end a command."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from zhishuo.problems import ProblemsError

ROOT = Path(__file__).resolve().parents[2]

# Material for MkDocs advertises its successor on every build; README's decisions say what follows from that.
QUIET = {"NO_MKDOCS_2_WARNING": "1"}

_PERCENT = 100


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
