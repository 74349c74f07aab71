"""What the commands share: where the project lies, and how problems end a command."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from zhishuo.problems import ProblemsError

ROOT = Path(__file__).resolve().parents[2]
# Material for MkDocs advertises its successor on every build; README's decisions say what follows from that.
QUIET = {"NO_MKDOCS_2_WARNING": "1"}


@contextmanager
def problems_end_it(outcome: str) -> Iterator[None]:
    """Print all problems and `outcome` (what was left untouched), and exit with 1, when the block raises them."""
    try:
        yield
    except ProblemsError as error:
        click.echo(str(error), err=True)
        click.echo(outcome, err=True)
        sys.exit(1)
