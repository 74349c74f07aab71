"""Rules about practices, promises, tours, visits and stories."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sized

from zhishuo import prose
from zhishuo.checks.findings import Finding, each_once, highlights, texts, unknown
from zhishuo.files import COMMITMENTS, MEDIA, PROSE, VISITS, story_file
from zhishuo.reading import Records
from zhishuo.records import Highlight, Photo, Stop
from zhishuo.yaml_files import Document, Path


def references_resolve(records: Records) -> Iterator[Finding]:
    """主题、类别、社区、做法的代号都找得到。"""
    themes = [theme.id for theme in records.themes]
    categories = [category.id for category in records.town.categories]
    for file, path, highlight in highlights(records):
        if highlight.theme not in themes:
            yield file, (*path, "theme"), unknown(highlight.theme, themes, "data/themes.yml ")
        if highlight.category is not None and highlight.category not in categories:
            yield file, (*path, "category"), unknown(highlight.category, categories, "data/town.yml 的类别")
    for name, story in records.stories.items():
        if story.community not in records.communities:
            yield story_file(name), ("community",), unknown(story.community, records.communities, "data/communities/ ")
        if story.category not in categories:
            yield story_file(name), ("category",), unknown(story.category, categories, "data/town.yml 的类别")
    yield from _stops_resolve(records)
    for index, visit in enumerate(records.visits):
        if visit.community is not None and visit.community not in records.communities:
            found = unknown(visit.community, records.communities, "data/communities/ ")
            yield VISITS, ("visits", index, "community"), found


def minutes_say_how(records: Records) -> Iterator[Finding]:
    """站点写了几分钟，就写怎么走；写了怎么走，就写几分钟。"""
    for path, stop, _ in _stops(records):
        if stop.minutes is not None and stop.way is None:
            yield VISITS, (*path, "minutes"), f"写了 {stop.minutes} 分钟，还要写 way：foot 步行，或 car 乘车"
        if stop.way is not None and stop.minutes is None:
            yield VISITS, (*path, "way"), "写了怎么走，还要写 minutes：几分钟"


def _stops_resolve(records: Records) -> Iterator[Finding]:
    for path, stop, before in _stops(records):
        community = records.communities.get(stop.community)
        if community is None:
            yield VISITS, (*path, "community"), unknown(stop.community, records.communities, "data/communities/ ")
        elif stop.highlight not in (known := [highlight.id for highlight in community.highlights]):
            yield VISITS, (*path, "highlight"), unknown(stop.highlight, known, f"{community.name}的做法")
        elif (stop.community, stop.highlight) in [(one.community, one.highlight) for one in before]:
            yield VISITS, (*path, "highlight"), f"这条路线去了两次{community.name}的“{stop.highlight}”，请留一站"


def _stops(records: Records) -> Iterator[tuple[Path, Stop, list[Stop]]]:
    """Yield every stop of every tour with the path to it and the stops before it."""
    for tour_index, tour in enumerate(records.tours):
        for index, stop in enumerate(tour.stops):
            yield ("tours", tour_index, "stops", index), stop, tour.stops[:index]


def dates_are_in_order(records: Records) -> Iterator[Finding]:
    """开始、拍摄、截至的日期不晚于核对日期；同意日期不早于说的那件事。"""
    for file, path, highlight in highlights(records):
        if highlight.started is not None and highlight.started > highlight.updated.isoformat():
            yield file, (*path, "started"), f"开始年月 {highlight.started} 晚于核对日期 {highlight.updated}"
        for index, result in enumerate(highlight.results):
            yield from _not_after(file, (*path, "results", index, "as_of"), result.as_of, highlight.updated)
        for where, photo in photos(highlight):
            yield from _not_after(file, (*path, *where, "taken"), photo.taken, highlight.updated)
    for index, promise in enumerate(records.commitments):
        for place, evidence in enumerate(promise.evidence):
            path = ("commitments", index, "evidence", place, "day")
            yield from _not_after(COMMITMENTS, path, evidence.day, promise.updated)
    for name, story in records.stories.items():
        if story.consent.given.isoformat() < story.month:
            given, month = story.consent.given, story.month
            yield story_file(name), ("consent", "given"), f"同意日期 {given} 早于事情发生的 {month}，请核对"


def _not_after(file: str, path: Path, day: dt.date | None, updated: dt.date) -> Iterator[Finding]:
    if day is not None and day > updated:
        yield file, path, f"日期 {day} 晚于核对日期 {updated}，请核对"


def a_figure_has_a_unit(records: Records) -> Iterator[Finding]:
    """有数字的结果要有单位，有目标数的承诺也要有单位。"""
    for file, path, highlight in highlights(records):
        for index, result in enumerate(highlight.results):
            if result.figure is not None and result.unit is None:
                yield file, (*path, "results", index, "unit"), f"有数字 {result.figure}，还要写单位"
    for index, promise in enumerate(records.commitments):
        if promise.unit is None and (promise.target is not None or promise.reached is not None):
            yield COMMITMENTS, ("commitments", index, "unit"), "有目标数或完成数，还要写单位"


def english_lists_match_the_chinese(records: Records) -> Iterator[Finding]:
    """英文的步骤和结果，和中文一样多条。"""
    for file, path, highlight in highlights(records):
        if highlight.en is None:
            continue
        lists: tuple[tuple[str, Sized, Sized], ...] = (
            ("steps", highlight.en.steps, highlight.steps),
            ("results", highlight.en.results, highlight.results),
        )
        for name, english, chinese in lists:
            if english and len(english) != len(chinese):
                said = f"中文有 {len(chinese)} 条，英文有 {len(english)} 条，要一条对一条；没有译完就先不写"
                yield file, (*path, "en", name), said


def media_files_exist(records: Records) -> Iterator[Finding]:
    """照片、录音、视频、字幕的文件都在 data/media/ 里。"""
    media = records.root / MEDIA
    known = [path.name for path in media.glob("*") if path.is_file()] if media.is_dir() else []
    for file, path, highlight in highlights(records):
        files = (*(((*where, "file"), photo.file) for where, photo in photos(highlight)), *recordings(highlight))
        for where, name in files:
            if name in known:
                continue
            found = (
                f"“{name}”要是文件，现在是文件夹" if (media / name).is_dir() else unknown(name, known, "data/media/ ")
            )
            yield file, (*path, *where), found


def photos(highlight: Highlight) -> Iterator[tuple[Path, Photo]]:
    """Yield every photograph of a practice with the path to it."""
    if highlight.photo is not None:
        yield ("photo",), highlight.photo
    yield from ((("photos", index), photo) for index, photo in enumerate(highlight.photos))
    if highlight.video is not None:
        yield ("video", "poster"), highlight.video.poster


def recordings(highlight: Highlight) -> Iterator[tuple[Path, str]]:
    """Yield every sound, video and captions file of a practice with the path to it."""
    if highlight.audio is not None:
        yield ("audio", "file"), highlight.audio.file
    if highlight.video is not None:
        yield ("video", "file"), highlight.video.file
        yield ("video", "captions"), highlight.video.captions


def forms_are_tables_or_texts(records: Records) -> Iterator[Finding]:
    """可以拿走的表，要么写各列，要么写文字；样子那一行和各列一样多，没有会被当成公式的格子。"""
    for file, path, highlight in highlights(records):
        for index, form in enumerate(highlight.kit.forms if highlight.kit else ()):
            place: Path = (*path, "kit", "forms", index)
            if bool(form.columns) == (form.text is not None):
                yield file, place, "columns（各列）和 text（文字）要写一样，只写一样"
            if form.example and len(form.example) != len(form.columns):
                found = f"有 {len(form.example)} 格，columns 有 {len(form.columns)} 列"
                yield file, (*place, "example"), f"{found}，要一样多"
            for field, cells in (("columns", form.columns), ("example", form.example)):
                for at, cell in enumerate(cells):
                    if cell.startswith(_FORMULA):
                        yield file, (*place, field, at), f"“{cell}”会被表格软件当成公式，请换个开头"


# What spreadsheet programs take for a formula when a cell begins with it; Chinese ones read the full-width signs too.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def pages_of_prose_have_a_place(records: Records) -> Iterator[Finding]:
    """每一页文字（在 content/ 里）在网站上都有位置。"""
    for page in records.prose.values():
        if page.file not in PROSE:
            yield page.file, (), f"网站上没有放这一页的地方，写了也看不到；能改的是 {'、'.join(PROSE)}"


def _html(document: Document) -> Iterator[Finding]:
    for path, text in texts(document.values):
        if not text.isalnum():  # counts and ids, of which releases hold tens of thousands
            yield from ((document.file, path, fault) for fault in (*prose.faults(text), *prose.faults_anywhere(text)))


def texts_hold_no_html(records: Records) -> Iterator[Finding]:
    """文字里没有 HTML 标签，也没有会运行程序的链接；记录里的链接和编号，放在哪一页都对。"""
    documents = records.documents.values()
    yield from each_once("texts hold no html", documents, lambda document: (document.digest,), _html)
    for page in records.prose.values():
        for number, line in enumerate(page.body.split("\n"), page.first_line):
            yield from ((page.file, (number,), fault) for fault in prose.faults(line))
