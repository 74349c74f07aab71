"""Tries one reader in a process of its own; `python -m commands.fuzzing.worker` and what `main` takes.

It says how far it is, a JSON object a line; what it tries at the moment stands in FOLDER/current, so that whoever
started it can tell what killed it. ENGINE is `hypothesis`, or `atheris` where coverage leads the way.
"""

from __future__ import annotations

import faulthandler
import hashlib
import json
import os
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType

# A library in C that hears no alarm is ended after so many times as long.
_DEAF = 4
_TELL_EVERY = 0.5


class TooSlow(BaseException):
    """A case took longer than it may."""


class Trial:
    """Counts cases, keeps every kind of failure once, and ends when there were enough."""

    def __init__(self, name: str, cases: int, seconds: float, folder: Path) -> None:
        """Open the reader called `name`; findings are kept in `folder`."""
        from commands.fuzzing.readers import READERS, quiet  # noqa: PLC0415 - after coverage has its hands on imports

        self.reader, self._quiet = READERS[name], quiet
        self.name, self.folder, self.most, self.until = name, folder, cases, time.monotonic() + seconds
        self.done, self.slowest = 0, 0.0
        self.found: dict[str, str] = {}
        self._told = 0.0
        self._scratch = tempfile.TemporaryDirectory(prefix="zhishuo-fuzz-")
        resource.setrlimit(resource.RLIMIT_AS, (self.reader.memory, self.reader.memory))
        self._try = self.reader.opened(Path(self._scratch.name))
        self._current = (folder / f"current-{os.getpid()}").open("wb", buffering=0)
        signal.signal(signal.SIGALRM, _late)

    def is_over(self) -> bool:
        """Return whether there were enough cases, or no time is left."""
        return self.done >= self.most or time.monotonic() > self.until

    def attempt(self, case: bytes) -> str:
        """Try one case; return what kind of failure it is, empty for none."""
        self._current.seek(0)
        self._current.write(len(case).to_bytes(8) + case)
        started = time.perf_counter()
        faulthandler.dump_traceback_later(_DEAF * self.reader.seconds + 30, exit=True)
        signal.setitimer(signal.ITIMER_REAL, self.reader.seconds)
        kind = trace = ""
        try:
            self._quiet(self._try, case)
        except (Exception, TooSlow) as error:  # noqa: BLE001 - anything at all is a finding
            kind, trace = _kind(error), "".join(traceback.format_exception(error))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            faulthandler.cancel_dump_traceback_later()
        self.done += 1
        self.slowest = max(self.slowest, time.perf_counter() - started)
        if kind and kind not in self.found:
            self.found[kind] = self._keep(case, kind, trace)
        self._tell()
        return kind

    def replay(self) -> None:
        """Try what failed before; what does no more is not kept."""
        for file in sorted(self.folder.glob(f"{self.name}-*.case")):
            if not self.attempt(file.read_bytes()):
                file.unlink()
                file.with_suffix(".txt").unlink(missing_ok=True)

    def end(self) -> None:
        """Tell what there is to tell."""
        self._tell(is_last=True)
        self._scratch.cleanup()
        (self.folder / f"current-{os.getpid()}").unlink()

    def _keep(self, case: bytes, kind: str, trace: str) -> str:
        file = self.folder / f"{self.name}-{hashlib.sha256(kind.encode()).hexdigest()[:8]}.case"
        if not file.exists() or len(file.read_bytes()) >= len(case):
            file.write_bytes(case)
            file.with_suffix(".txt").write_text(f"{kind}\n\n{trace}", encoding="utf-8")
        return file.name

    def _tell(self, *, is_last: bool = False) -> None:
        if is_last or time.monotonic() > self._told + _TELL_EVERY:
            self._told = time.monotonic()
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            told = {"cases": self.done, "slowest": self.slowest, "memory": memory, "found": self.found, "last": is_last}
            sys.stdout.write(f"{json.dumps(told)}\n")
            sys.stdout.flush()


def _late(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlow


def _kind(error: BaseException) -> str:
    """Return the failure and where it came from: the last line of our own that it went through."""
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if "zhishuo" in frame.filename]
    place = f"{Path(own[-1].filename).name}:{own[-1].name}" if own else "?"
    said = f": {error}"[:60] if type(error).__name__ == "Finding" else ""
    return f"{type(error).__name__} in {place}{said}"


def with_hypothesis(trial: Trial, seed: int) -> None:
    """Try what hypothesis makes of good files, the same for the same seed."""
    from hypothesis import HealthCheck, Phase, given, settings  # noqa: PLC0415 - takes a second to import
    from hypothesis import seed as seeded  # noqa: PLC0415 - see above

    from commands.fuzzing.mutations import cases  # noqa: PLC0415 - see above

    reader = trial.reader
    strategy = cases(list(reader.seeds()), is_text=reader.is_text, has_values=reader.has_values)
    while not trial.is_over():

        @seeded(seed)
        @settings(
            max_examples=min(500, trial.most - trial.done),
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(strategy)
        def run(case: bytes) -> None:
            if not trial.is_over():
                trial.attempt(case)

        run()
        seed += 1


def with_atheris(name: str, seed: int, make: Callable[[], Trial], folder: Path) -> None:
    """Let coverage of our own code lead to new cases; what was new is kept for the next time."""
    import atheris  # noqa: PLC0415 - not installed everywhere

    from commands.fuzzing.hostile import TEXTS, TOKENS  # noqa: PLC0415 - see above
    from commands.fuzzing.mutations import encoded  # noqa: PLC0415 - before anything is watched

    with atheris.instrument_imports(include=["zhishuo", "markdown"], enable_loader_override=False):
        trial = make()
    trial.replay()
    corpus = folder / "corpus" / name
    corpus.mkdir(parents=True, exist_ok=True)
    for seed_file in trial.reader.seeds():
        (corpus / hashlib.sha1(seed_file, usedforsecurity=False).hexdigest()).write_bytes(seed_file)
    words = [text for text in (*TOKENS, *TEXTS) if 0 < len(encoded(text)) < 60]  # noqa: PLR2004 - libFuzzer takes 64 bytes
    dictionary = folder / "words.dict"
    dictionary.write_text("".join('"' + "".join(f"\\x{byte:02x}" for byte in encoded(word)) + '"\n' for word in words))

    def one(data: bytes) -> None:
        trial.attempt(data)
        if trial.is_over():
            trial.end()
            sys.stdout.flush()
            os._exit(0)

    options = (
        "-rss_limit_mb=0",
        "-timeout=0",
        "-verbosity=0",
        "-max_len=20000",
        f"-dict={dictionary}",
        f"-seed={seed + 1}",
    )
    atheris.Setup([sys.argv[0], *options, f"{corpus}"], one)
    atheris.Fuzz()


def main(name: str, engine: str, *more: str) -> None:
    """Run one engine on one reader; `more` are cases, seconds, the seed, and the folder of findings."""
    cases, seconds, seed, folder = more
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def make() -> Trial:
        return Trial(name, int(cases), float(seconds), Path(folder))

    if engine == "atheris":
        with_atheris(name, int(seed), make, Path(folder))
    else:
        trial = make()
        trial.replay()
        with_hypothesis(trial, int(seed))
        trial.end()


if __name__ == "__main__":
    main(*sys.argv[1:])
