"""For `scripts/bench --gate`: what the privacy gate finds of a seeded, made-up corpus, kind by kind.

Names are also looked for in a corpus that others have tagged (`--tagged`): a sentence a line, each word with `/` and
its tag, `nr` for names, family and given name apart or not, as in the People's Daily of January 1998.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from commands.made_up_persons import PERSONS, texts
from zhishuo.gate import NAME, find, find_names
from zhishuo.gate.name_words import FAMILIES

_SEED, _EACH = 1, 2000


def report(seed: int = _SEED, each: int = _EACH) -> Iterator[str]:
    """Yield a head and a line a kind: texts, recall, precision; `each` texts of every kind, as many with nothing."""
    planted, hit, found, missed = Counter[str](), Counter[str](), Counter[str](), dict[str, str]()
    false: dict[str, str] = {}
    corpus = list(texts(seed, each))
    start = time.perf_counter()
    for one in corpus:
        planted[one.kind] += 1
        findings = [*find(one.text), *(find_names(one.text) if one.kind in {NAME, ""} else ())]
        found.update(finding.kind for finding in findings)
        first, last = one.place if one.kind else (0, 0)
        right = [x for x in findings if x.kind == one.kind and first <= x.start < last]
        hit[one.kind] += bool(right)
        if one.kind and not right:
            missed.setdefault(one.kind, one.text)
        for finding in findings:
            if finding not in right:
                false.setdefault(finding.kind, one.text)
    seconds = time.perf_counter() - start
    yield f"{'n':>6}{'找到 %':>9}{'找对 %':>9}   种类（编的，种子 {seed}；另有 {planted['']} 段什么也没有的）"
    for kind in PERSONS:
        recall, precision = hit[kind] / planted[kind], hit[kind] / max(1, found[kind])
        odd = "".join(
            f"；{word}：{text!r}" for word, text in (("漏了", missed.get(kind)), ("错了", false.get(kind))) if text
        )
        yield f"{planted[kind]:>6}{100 * recall:>9.2f}{100 * precision:>9.2f}   {kind}{odd}"
    yield f"{sum(len(one.text) for one in corpus) / seconds / 1000:.0f} 千字/秒"


def report_of_names(corpus: Path) -> Iterator[str]:
    """Yield recall and precision for the names of two characters or more in a tagged corpus."""
    said = hit = found = right = 0
    for line in corpus.read_text(encoding="utf-8").splitlines():
        text, names = _sentence(line)
        spans = [(one.start, one.end) for one in find_names(text)]
        said += len(names)
        found += len(spans)
        hit += sum(any(_touch(name, span) for span in spans) for name in names)
        right += sum(any(_touch(name, span) for name in names) for span in spans)
    recall, precision = 100 * hit / max(1, said), 100 * right / max(1, found)
    yield f"{corpus.name}：{said} 个姓名，找到 {recall:.1f}%；找了 {found} 个，找对 {precision:.1f}%"


def _sentence(line: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the text of a tagged line, and start and end of every name that begins with a family name."""
    text, names = "", list[tuple[int, int]]()
    for word, _, tag in (token.strip("[").rpartition("/") for token in line.split()):
        if tag == "nr" and names and names[-1][1] == len(text) and text[names[-1][0] :] in FAMILIES:
            names[-1] = (names[-1][0], len(text) + len(word))
        elif tag == "nr":
            names.append((len(text), len(text) + len(word)))
        text += word
    shorter, longer = 2, 4  # characters of a Chinese name
    return text, [
        (start, end)
        for start, end in names
        if shorter <= end - start <= longer and (text[start] in FAMILIES or text[start : start + 2] in FAMILIES)
    ]


def _touch(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
