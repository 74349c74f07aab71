"""Makes sites in a process of its own, which whoever started it can end with all that it has started.

It reads orders, a line each: in JSON the folder that is to hold the new site and one in which a site
stands, null where there is none, with its state. It answers each with a line: in JSON the state of the new site, and
the fields of all problems.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import tempfile
from dataclasses import astuple
from pathlib import Path

from commands.building.standing import bring, standing_in
from commands.meaning import meant
from commands.project import ROOT
from commands.settings import setting
from zhishuo.leaves import Workshop
from zhishuo.problems import ProblemsError
from zhishuo.renewing import renew

# A web server may read what is built, whoever builds it.
_UMASK = 0o022
# Pages that take over two seconds.
_MANY = 100


def make(fresh: Path, site: Path | None, root: Path = ROOT, state: str = "") -> str:
    """Make the site in the folder `fresh`, in which an older one may stand; what has not changed is taken from `site`.

    It is made of what lies under `root`; `state` is that of `site`, where it is known. Return that of `fresh`.
    Raises ProblemsError with all that is wrong; `fresh` is then as it was.
    """
    cache = root / ".cache"
    cache.mkdir(exist_ok=True)
    standing = standing_in(site, cache, state)
    with tempfile.TemporaryDirectory(dir=cache, prefix="made-") as kept:
        renewed = renew(root, setting(root), standing, Workshop(cache, Path(kept), _say))
        return bring(fresh, renewed, standing, cache)


def _say(pages: int) -> None:
    if pages > _MANY:
        sys.stderr.write(f"正在做 {pages:,} 页 ……\n")


def main() -> None:
    """Do what the module says."""
    os.umask(_UMASK)
    for order in sys.stdin:
        fresh, site, state = json.loads(order)
        problems: list[tuple[object, ...]] = []
        try:
            state = make(Path(fresh), Path(site) if site else None, ROOT, state)
        except ProblemsError as error:
            problems = [astuple(problem) for problem in error.problems]
        except OSError as error:
            problems = [("site", 0, "", f"写不了：{meant(str(error))}")]
        sys.stdout.write(json.dumps([state, problems]) + "\n")
        sys.stdout.flush()
        gc.collect()  # whoever started this may have turned it off


if __name__ == "__main__":
    main()
