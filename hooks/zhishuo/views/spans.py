"""Pages of several months together: quarters, and the year so far; there communities and categories can be compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zhishuo.figures import (
    Figures,
    Line,
    month_after,
    on_time_rate,
    overdue_rate,
    row_of,
    satisfied_rate,
    solved_rate,
    together,
)
from zhishuo.records import OUTCOMES, UNASSIGNED
from zhishuo.views.base import Link
from zhishuo.views.curves import Funnel, funnel, multiples
from zhishuo.views.exhibits import Exhibit, Section, source_line
from zhishuo.views.rates import (
    ACCOUNT,
    FULL_SPEED,
    HALF,
    SPAN,
    SPEED,
    rate_sentences,
    speed_sentences,
)
from zhishuo.views.stories import REASONS, UNSOLVED
from zhishuo.views.tables import (
    Row,
    Table,
    cell,
    columns_of,
    counted,
    narrow_table,
    rows_table,
    upright_table,
    zero_note,
)
from zhishuo.views.words import OUTCOME_MEANINGS, Codebook, months_words, quarter_words

QUARTER = 3
# Fewer points make no picture.
_LEAST_POINTS = 5
_BY = (("grade", "各等级"), ("community", "各社区"), ("category", "各类别"))


@dataclass(frozen=True, slots=True)
class Span:
    """Months in a row with the words for them and the address of their page."""

    periods: tuple[str, ...]
    words: str
    url: str

    @property
    def link(self) -> Link:
        """Return the link to its page."""
        return Link(self.words, self.url)


def quarters_of(figures: Figures) -> tuple[Span, ...]:
    """Return every whole quarter that has been released, newest first."""
    found = []
    for last in figures.periods:
        periods = tuple(period for period in figures.periods if period <= last)[-QUARTER:]
        if int(last[5:]) % QUARTER == 0 and len(periods) == QUARTER:
            found.append(Span(periods, quarter_words(last), f"board/{last[:4]}-q{int(last[5:]) // QUARTER}/"))
    return tuple(reversed(found))


def quarter_named(figures: Figures, name: str) -> Span:
    """Return the whole quarter of a name such as 2026-q3; raises StopIteration where it has not been released."""
    return next(span for span in quarters_of(figures) if span.url == f"board/{name}/")


def years_of(figures: Figures) -> tuple[Span, ...]:
    """Return every year with what has been released of it, newest first."""
    years = sorted({period[:4] for period in figures.periods}, reverse=True)
    found = [tuple(period for period in figures.periods if period[:4] == year) for year in years]
    return tuple(Span(periods, months_words(periods), f"board/{periods[0][:4]}/") for periods in found)


def newest_quarter(figures: Figures, community: str) -> tuple[Span, Line] | None:
    """Return the newest whole quarter with a community's account in it, None where there is none yet."""
    quarter = next(iter(quarters_of(figures)), None)
    account = row_of(figures.accounts(quarter.periods, "community"), community) if quarter else None
    return (quarter, account) if quarter and account else None


def cohorts_of(figures: Figures, span: Span) -> tuple[str, ...]:
    """Return the months of a span whose cohorts can be followed: the newest of all comes a month later."""
    return tuple(period for period in span.periods if figures.cohorts([period], "grade"))


def span_sections(book: Codebook, figures: Figures, span: Span) -> tuple[Section, ...]:
    """Return the sections of a quarter's or a year's page."""
    town = figures.accounts(span.periods, "town")[0]
    made = (
        Section("flow", "一共多少件", "", (_flow(figures, span, town), *_by_month(book, figures, span))),
        Section("rates", "办得怎么样", _INTRO, tuple(_rates(book, figures, span))),
        Section("speed", "几天解决", _speed_intro(figures, span), tuple(_speed(book, figures, span))),
        Section("matters", "各社区登记了哪几类事", "", tuple(_matters(book, figures, span))),
    )
    return tuple(section for section in made if section.exhibits)


_INTRO = "社区按固定序号排，不排名次：轻重不同，件数多少不同，直接比不公平。先看自己比以前怎么样。"


def _speed_intro(figures: Figures, span: Span) -> str:
    known = cohorts_of(figures, span)
    if known == span.periods or not known:
        return "按登记的月份看，还没办结的也算在里面。"
    return f"按登记的月份看，还没办结的也算在里面。现在能看的是{months_words(known)}登记的；后面的要等下一期。"


def _flow(figures: Figures, span: Span, town: Line) -> Exhibit:
    names = (
        ("登记", "registered"),
        ("办结", "settled"),
        ("解决", "solved"),
        ("到期", "due"),
        ("过了期限", "overdue"),
        ("最后一天没办完", "open"),
        ("其中已经超期", "open_overdue"),
    )
    rows = tuple(Row(words, (cell(count),)) for words, name in names if (count := town.count(name)) is not None)
    return Exhibit(
        id="flow-table",
        formula="f-open",
        heading="全镇",
        sentence=rate_sentences(town, on_time_rate, overdue_rate, solved_rate, satisfied_rate),
        table=Table(f"{span.words}的账，全镇", ("账目", "件数"), rows),
        source=source_line(figures.newest),
    )


def _by_month(book: Codebook, figures: Figures, span: Span) -> Iterator[Exhibit]:
    """Yield how many every community registered in each month: small charts on one scale, in the fixed order."""
    accounts = [line for line in figures.accounts(span.periods, "community") if line.keys != (UNASSIGNED,)]
    months = [{line.keys: line for line in figures.accounts([period], "community")} for period in span.periods]
    counts = [
        [count for month in months if (account := month.get(line.keys)) and (count := account.count("registered"))]
        for line in accounts
    ]
    if not accounts or any(len(found) != len(months) for found in counts):
        return
    title = f"{span.words}，各社区每月登记的件数"
    yield Exhibit(
        id="flow-communities",
        heading="各社区",
        sentence=f"{span.words}，每个社区登记多少件，一个月一个月看。",
        table=rows_table(
            book, "community", accounts, f"{span.words}，各社区登记的件数", [counted("登记", "registered")]
        ),
        chart=multiples(
            f"{title}；都用同一把尺子，按固定序号排，不排名次",
            [(book.row("community", line.keys), found) for line, found in zip(accounts, counts, strict=True)],
            [f"{line.count('registered')} 件" for line in accounts],
        ),
        notes=_MULTIPLES,
        source=source_line(figures.newest),
    )


_MULTIPLES = ("每个小图从左到右是一个月一根柱子，高的登记得多。登记得多不等于不好：敢说、好说的社区也登记得多。",)


def _rates(book: Codebook, figures: Figures, span: Span) -> Iterator[Exhibit]:
    for rows, name in _BY:
        accounts = figures.accounts(span.periods, rows)
        full = rows_table(book, rows, accounts, f"{span.words}，{name}（全表）", ACCOUNT)
        if accounts:
            yield Exhibit(
                id=f"rates-{rows}",
                formula="f-on-time",
                heading=name,
                sentence=f"{span.words}，{name}按时办结、解决和满意的各占多少。",
                table=narrow_table(book, rows, accounts, f"{span.words}，{name}", SPAN),
                full=(full,),
                chart=_against_chance(book, span, accounts) if rows == "community" else None,
                notes=(*zero_note([full], 0), *((_CHANCE,) if rows == "community" else ())),
                source=source_line(figures.newest),
            )
    yield from _outcomes(book, figures, span)


def _outcomes(book: Codebook, figures: Figures, span: Span) -> Iterator[Exhibit]:
    """Yield what became of the settled ones, months added up; refused and transferred ones as loud as solved ones."""
    months = [line for period in span.periods if (line := figures.town(period, "settled", "outcome"))]
    if len(months) < len(span.periods):
        return
    (line,) = together(months)
    parts = [(book.column("outcome", [name]), count) for name in OUTCOMES if (count := line.count(name))]
    said = "，".join(f"{label} {count} 件" for label, count in parts)
    yield Exhibit(
        id="rates-outcome",
        heading="办结的，结果是什么",
        sentence=f"{span.words}一共办结 {line.total} 件：{said}。",
        table=(
            made := upright_table(f"{span.words}办结的，结果是什么，全镇", "结果", parts, line.total, OUTCOME_MEANINGS)
        ),
        notes=(*zero_note([made], 0), REASONS),
        see=(UNSOLVED,),
        csv=Link("下载各月的表（CSV）", "data/index.html"),
        source=source_line(figures.newest),
    )


_CHANCE = (
    "图里一个点是一个社区：越靠右件数越多，越靠上按时的越多。两条弯线中间，是只凭运气也会有的差别；"
    "线外的写出名字。件数少的社区忽高忽低很正常，所以左边的口子大。"
)


def _against_chance(book: Codebook, span: Span, accounts: Sequence[Line]) -> Funnel | None:
    """Return communities' rates against their numbers; None where too few of them have enough."""
    rates = [
        (book.row("community", line.keys), rate)
        for line in accounts
        if line.keys != (UNASSIGNED,) and (rate := on_time_rate(line))
    ]
    named = [(name, rate) for name, rate in rates if rate.enough]
    if len(named) < _LEAST_POINTS:
        return None
    numerator, denominator = (
        sum(getattr(rate, part).number for _, rate in named) for part in ("numerator", "denominator")
    )
    mean = numerator / denominator
    if mean in {0, 1}:
        return None
    return funnel(f"{span.words}，各社区：横着看是到期的件数，竖着看是按时办结率，中间的虚线是全镇", named, mean)


def _speed(book: Codebook, figures: Figures, span: Span) -> Iterator[Exhibit]:
    known = cohorts_of(figures, span)
    if not known:
        return
    words = f"{months_words(known)}登记的诉求"
    (town,) = figures.cohorts(known, "town")
    for rows, name in _BY:
        courses = figures.cohorts(known, rows)
        yield Exhibit(
            id=f"speed-{rows}",
            formula="f-within",
            heading=name,
            sentence=f"全镇：{speed_sentences(town)}" if rows == "grade" else f"{words}，{name}几天解决。",
            table=narrow_table(book, rows, courses, f"{words}，{name}几天解决", SPEED),
            full=(rows_table(book, rows, courses, f"{words}，{name}几天解决（全表）", FULL_SPEED),),
            notes=(HALF,),
            source=source_line(figures.newest),
        )


def _matters(book: Codebook, figures: Figures, span: Span) -> Iterator[Exhibit]:
    """Yield communities by category: months are too thin for it, their sums are not."""
    lines = together(
        line for period in span.periods for line in figures.lines(period, "registered", "community", "category")
    )
    if lines:
        title = f"{span.words}登记的诉求，按社区和类别"
        full = rows_table(book, "community", lines, title, columns_of(book, "category", lines))
        yield Exhibit(
            id="matters-table",
            heading="社区和类别",
            sentence="每个社区登记的各类诉求多少件，看全表；每个社区自己的页上也有。",
            table=rows_table(book, "community", lines, f"{title}：一共", [("登记", lambda line: cell(line.total))]),
            full=(full,),
            notes=zero_note([full], 0),
            source=source_line(figures.newest),
        )


def last_seen(figures: Figures, span: Span) -> str:
    """Return the month whose release says the last of a span: that after it, or the newest."""
    return min(month_after(span.periods[-1]), figures.periods[-1])
