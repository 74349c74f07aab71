"""For `scripts/bench --gate`: what the privacy gate finds of a seeded, made-up corpus, kind by kind."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator

from commands.made_up_persons import PERSONS, texts
from zhishuo.gate import find

_SEED, _EACH = 1, 2000


def report(seed: int = _SEED, each: int = _EACH) -> Iterator[str]:
    """Yield a head and a line a kind: texts, recall, precision; `each` texts of every kind, as many with nothing."""
    planted, hit, found, missed = Counter[str](), Counter[str](), Counter[str](), dict[str, str]()
    false: dict[str, str] = {}
    corpus = list(texts(seed, each))
    start = time.perf_counter()
    for one in corpus:
        planted[one.kind] += 1
        findings = find(one.text)
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
