"""Makes a site in a process of its own, which whoever started it can end with all that it has started.

Run as a module: the folder that is to hold the new site, and one in which a site stands, or an empty path. Prints what
is wrong, all of it, and exits with 1; says on the other channel what takes long.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from commands.project import ROOT
from commands.settings import setting
from commands.standing import bring, standing_in
from zhishuo.leaves import Workshop
from zhishuo.problems import ProblemsError
from zhishuo.renewing import renew

# A web server may read what is built, whoever builds it.
_UMASK = 0o022
# Pages that take over two seconds.
_MANY = 100


def make(fresh: Path, site: Path) -> None:
    """Make the site in the folder `fresh`, in which an older one may stand; what has not changed is taken from `site`.

    Raises ProblemsError with all that is wrong; `fresh` is then as it was.
    """
    cache = ROOT / ".cache"
    cache.mkdir(exist_ok=True)
    standing = standing_in(site, cache)
    with tempfile.TemporaryDirectory(dir=cache) as kept:
        renewed = renew(ROOT, setting(), standing, Workshop(cache, Path(kept), _say))
        bring(fresh, standing_in(fresh, cache), renewed, standing, cache)


def _say(pages: int) -> None:
    if pages > _MANY:
        sys.stderr.write(f"正在做 {pages:,} 页 ……\n")


def main() -> None:
    """Do what the module says."""
    fresh, site = map(Path, sys.argv[1:])
    os.umask(_UMASK)
    try:
        make(fresh, site)
    except ProblemsError as error:
        sys.stdout.write(f"{error}\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
