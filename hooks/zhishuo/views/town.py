"""What is said once for the whole town: how to speak up, what was promised, what was studied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from zhishuo.due import due_again
from zhishuo.files import COMMITMENTS, TOWN
from zhishuo.prose import headings, to_html
from zhishuo.reading import Records
from zhishuo.records import Commitment, Town
from zhishuo.records.town import Grade
from zhishuo.views.base import HOME, DeskView, Link, Mark, View, desk_view, mark, measured
from zhishuo.views.charts import BarItem, Bars, bars
from zhishuo.views.words import day_words, frame

TO_FILL = "待镇里填写"
DAY_HOURS = 24


@dataclass(frozen=True, slots=True)
class Term:
    """A word with its meaning; `over` stands above it, `empty` marks what the town still has to fill in."""

    word: str
    meaning: str
    over: str = ""
    empty: bool = False


@dataclass(frozen=True, slots=True)
class GradeView:
    """A grade with its promise in words."""

    mark: Mark
    promise: str
    meaning: str


@dataclass(frozen=True, kw_only=True)
class SpeakPage(View):
    """How to speak up: channels, grades, the seven steps, the method, the order menu, the platform, the centre."""

    kind: ClassVar[str] = "speak"
    heading: str
    lede: str
    prose: Markup
    contents: tuple[Link, ...]
    channels: tuple[Term, ...]
    grades: tuple[GradeView, ...]
    stages: tuple[Term, ...]
    method: Term
    numbers: tuple[Term, ...]
    menu: tuple[Term, ...]
    platform: Term
    loop: tuple[str, ...]
    centre: Term
    combines: tuple[str, ...]
    desk: DeskView


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """What shows that a promise moved."""

    text: str
    source: str
    day: str


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment with its progress in words; `target` and `reached` are empty where no number is known."""

    id: str
    title: str
    detail: Markup
    progress: str
    progress_id: str
    target: str
    reached: str
    remaining: str
    responsible: str
    evidence: tuple[EvidenceView, ...]
    updated: str
    due: str
    chart: Bars | None


@dataclass(frozen=True, kw_only=True)
class PromisesPage(View):
    """All commitments of the town, kept or not."""

    kind: ClassVar[str] = "promises"
    heading: str
    lede: str
    promises: tuple[Promise, ...]
    study: Link


@dataclass(frozen=True, slots=True)
class StudyFigure:
    """One figure of the study campaign, with its unit."""

    label: str
    figure: str


@dataclass(frozen=True, kw_only=True)
class StudyPage(View):
    """The study campaign with its figures and their source."""

    kind: ClassVar[str] = "study"
    heading: str
    summary: Markup
    figures: tuple[StudyFigure, ...]
    origin: str


PROGRESS: dict[str, str] = {"kept": "已兑现", "under_way": "正在办", "late": "晚于承诺", "dropped": "不再办"}


def show_town(records: Records) -> Iterator[View]:
    """Yield the pages on speaking up, on promises and on the study campaign."""
    yield _speak(records)
    yield _promises(records)
    yield _study(records)


def grade_views(town: Town) -> tuple[GradeView, ...]:
    """Return the grades with their promises, from red to blue."""
    return tuple(GradeView(mark(grade), promise_words(grade), grade.meaning) for grade in town.grades)


def promise_words(grade: Grade) -> str:
    """Return `24 小时内办结`, in days where the hours make whole days beyond the first."""
    days, rest = divmod(grade.promised_hours, DAY_HOURS)
    if rest or days <= 1:
        return f"{grade.promised_hours} 小时内办结"
    return f"{days} 天内办结（{grade.promised_hours} 小时）"


def stage_terms(town: Town) -> tuple[Term, ...]:
    """Return the seven steps of a request."""
    return tuple(Term(stage.word, stage.meaning) for stage in town.stages)


def _speak(records: Records) -> SpeakPage:
    town = records.town
    prose = records.prose.get("speak/")
    return SpeakPage(
        url="speak/",
        frame=frame(records),
        title=prose.title if prose else "怎么说事",
        description=prose.description if prose else town.method.summary,
        crumbs=(HOME, Link("怎么说事", "speak/")),
        source=prose.file if prose else TOWN,
        heading=prose.title if prose else "怎么说事",
        lede=prose.description if prose else town.method.summary,
        prose=to_html(prose.body) if prose else Markup(),
        contents=tuple(Link(words, "speak/", name) for name, words in headings(prose.body)) if prose else (),
        channels=tuple(
            Term(channel.name, channel.how, f"{'线上 · ' if channel.digital else ''}适合：{channel.for_whom}")
            for channel in town.channels
        ),
        grades=grade_views(town),
        stages=stage_terms(town),
        method=Term(town.method.name, town.method.summary),
        numbers=tuple(
            Term(number.number, number.meaning or TO_FILL, empty=number.meaning is None)
            for number in town.method.numbers
        ),
        menu=tuple(Term(step.word, step.does, step.who) for step in town.menu),
        platform=Term(town.platform.name, town.platform.summary),
        loop=tuple(town.platform.loop),
        centre=Term(town.centre.name, town.centre.summary),
        combines=tuple(town.centre.combines),
        desk=desk_view(town.desk),
    )


def _promises(records: Records) -> PromisesPage:
    states: list[str] = [commitment.progress for commitment in records.commitments]
    return PromisesPage(
        url="promises/",
        frame=frame(records),
        title="镇里的承诺",
        description="镇里答应过的事：目标、进度、证据，还有没做完的。",
        crumbs=(HOME, Link("镇里的承诺", "promises/")),
        source=COMMITMENTS,
        heading="镇里的承诺",
        lede=f"答应过什么，办到哪一步，凭什么这么说，还差什么。一共 {len(records.commitments)} 条："
        f"{'，'.join(f'{PROGRESS[name]} {n} 条' for name in PROGRESS if (n := states.count(name)))}。",
        promises=tuple(_promise(records, commitment) for commitment in records.commitments),
        study=Link(records.town.campaign.title, "study/"),
    )


def _promise(records: Records, commitment: Commitment) -> Promise:
    unit = commitment.unit or ""
    return Promise(
        id=commitment.id,
        title=commitment.title,
        detail=to_html(commitment.detail),
        progress=PROGRESS[commitment.progress],
        progress_id=commitment.progress,
        target=measured(commitment.target, unit) if commitment.target else "",
        reached=measured(commitment.reached, unit) if commitment.reached else "",
        remaining=commitment.remaining,
        responsible=commitment.responsible,
        evidence=tuple(
            EvidenceView(item.text, item.source, day_words(item.day) if item.day else "")
            for item in commitment.evidence
        ),
        updated=day_words(commitment.updated),
        due=day_words(due_again(records, "commitments", commitment.updated)),
        chart=_reached(commitment),
    )


def _reached(commitment: Commitment) -> Bars | None:
    """Return how much of a target is done as a bar; None where one of the two is no plain number."""
    numbers = [(figure or "").replace(",", "") for figure in (commitment.reached, commitment.target)]
    if not all(number.isdecimal() for number in numbers) or not int(numbers[1]):
        return None
    reached, target = map(int, numbers)
    unit = commitment.unit or ""
    said = f"{measured(numbers[0], unit)}，目标 {measured(numbers[1], unit)}"
    item = BarItem(PROGRESS[commitment.progress], said, min(reached / target, 1.0))
    return bars(f"{commitment.title}：做了多少，满格是目标", [item])


def _study(records: Records) -> StudyPage:
    campaign = records.town.campaign
    return StudyPage(
        url="study/",
        frame=frame(records),
        title=campaign.title,
        description=f"{campaign.title}的数字和来源。",
        crumbs=(HOME, Link("镇里的承诺", "promises/"), Link(campaign.title, "study/")),
        source=TOWN,
        heading=campaign.title,
        summary=to_html(campaign.summary),
        figures=tuple(StudyFigure(item.label, measured(item.figure, item.unit)) for item in campaign.figures),
        origin=campaign.source,
    )
