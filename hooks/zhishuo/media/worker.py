"""Opens one file made by a stranger, in a process of its own and within limits, and ends.

`python -I worker.py JOB MEMORY SECONDS STEM [MORE ...]` reads the file from standard input. JOB is the name of a module
beside this one; its `make` writes what it makes as STEM-... and returns what is wrong with the file, None when all is
well. Nothing is imported but what the job needs, so that a worker stays small.
"""

from __future__ import annotations

import importlib
import resource
import sys
from pathlib import Path

# How the process ends when the file is to blame, with the sentence on standard output; anything else but 0 means that
# its limits or the decoder failed.
REFUSED = 3


def main(job: str, memory: str, seconds: str, stem: str, *more: str) -> None:
    """Do one job; raises SystemExit when the file is refused."""
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.path.append(str(Path(__file__).parent))  # an isolated Python does not look beside the program
    Path(stem).parent.mkdir(parents=True, exist_ok=True)
    if fault := importlib.import_module(job).make(sys.stdin.buffer.read(), Path(stem), *more):
        sys.stdout.buffer.write(fault.encode())
        sys.exit(REFUSED)


if __name__ == "__main__":
    main(*sys.argv[1:])
