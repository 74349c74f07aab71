"""A release in words, before it is public: what it tells, what is put together, and how it is protected."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from commands.settings import site_address
from zhishuo.audit.certificate import check_all, read_all
from zhishuo.audit.differences import differences
from zhishuo.audit.shifts import shifts
from zhishuo.figures import figures_of
from zhishuo.files import RELEASES
from zhishuo.problems import ProblemsError
from zhishuo.reading import Records
from zhishuo.records import Release
from zhishuo.views.message import month_message
from zhishuo.views.words import Codebook, codebook, month_words


def disclosure(before: Records, after: Records) -> Iterator[str]:
    """Yield what is newly told of requests; raises ProblemsError where it is not protected as it should be."""
    made = [period for period in after.releases if period not in before.releases]
    remade = [period for period, release in before.releases.items() if after.releases.get(period) != release]
    if remade:
        yield f"\n已经公布过的数被改了或者没有了：{'、'.join(map(month_words, remade))}。"
        yield "  公布过的数不改；真要重做，更正页会全部列出来。"
    if not made:
        return
    for period in made:
        yield from _release(codebook(after), after.releases[period])
    yield from _proofs(after.root)
    yield "  这个月会这样说："
    message = month_message(after, figures_of(after.releases), site_address())
    yield from (f"    {line}" for line in message.splitlines())


def _release(book: Codebook, release: Release) -> Iterator[str]:
    cells = [count for table in release.tables for line in table.lines for count in line.counts]
    yield f"\n新公布 {month_words(release.period)}：{len(release.tables)} 张表，{len(cells)} 格。"
    rounded = f"每格都凑成 {release.method.base} 的倍数，没有一格是真实的件数"
    yield f"  遮住：{rounded}；写 0 的 {cells.count(0)} 格，可能没有，也可能有几件。"
    together = dict.fromkeys(
        book.row(table.rows, line.keys) for table in release.tables for line in table.lines if len(line.keys) > 1
    )
    yield f"  合并：{'；'.join(f'{names}合成一行' for names in together)}。" if together else "  合并：没有合成一行的。"


def _proofs(root: Path) -> Iterator[str]:
    """Yield what is proven of all releases together."""
    published = read_all(root / RELEASES)
    problems = [*check_all(published), *differences([release for release, _ in published])]
    if problems:
        raise ProblemsError(problems)
    shifted = shifts(published)
    if shifted.findings:
        raise ProblemsError(shifted.findings)
    yield from (f"  {line}" for line in shifted.lines())
