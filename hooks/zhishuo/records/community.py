"""A community and its practices (highlights): what is done well, with results, sources, and what did not work."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from zhishuo.records.base import (
    Alt,
    CaptionsFile,
    Count,
    Day,
    Figure,
    Line,
    Month,
    PhotoFile,
    Prose,
    Quarter,
    Record,
    Slug,
    SoundFile,
    Text,
    VideoFile,
)
from zhishuo.records.english import CommunityEnglish, HighlightEnglish, ThemeEnglish
from zhishuo.records.town import Desk

BoardFigureId = Literal["on_time", "overdue", "solved", "satisfied"]
HeldRowsId = Literal["community", "category"]


class Theme(Record):
    """A subject under which practices of several communities stand together."""

    id: Slug = Field(title="代号", description="小写字母，定了不再改；也是插图的文件名。")
    name: Line = Field(title="名称", description="主题叫什么。")
    summary: Text = Field(title="一句话", description="这个主题讲什么。")
    en: ThemeEnglish | None = Field(default=None, title="英文", description="主题的英文；没有就不写。")


class Themes(Record):
    """data/themes.yml: all themes in the order they are shown."""

    themes: list[Theme] = Field(title="主题", description="一条一个主题，按显示顺序。", min_length=1)


class Blur(Record):
    """What is made unrecognisable in a photograph, in per cent of the picture as it is looked at."""

    left: Count = Field(title="从左", description="左边离照片左边百分之几。", le=99)
    top: Count = Field(title="从上", description="上边离照片上边百分之几。", le=99)
    width: Count = Field(title="宽", description="宽是照片的百分之几。", ge=1, le=100)
    height: Count = Field(title="高", description="高是照片的百分之几。", ge=1, le=100)


class Photo(Record):
    """A photograph with the words that replace it for those who cannot see it."""

    file: PhotoFile = Field(
        title="文件名",
        description="放在 data/media/ 里的 jpg、png、webp、avif 或手机的 heic 文件，小写字母和数字；最多 6000 万像素。",
    )
    alt: Alt = Field(title="文字说明", description="至少 4 个汉字，说出照片里有什么；看不见照片的人靠它。")
    credit: Line = Field(title="拍摄者", description="单位或署名。")
    taken: Day = Field(title="拍摄日期", description="如 2026-03-20。")
    consent: Line = Field(
        title="谁同意的",
        description="认得出的人怎么同意的，如“本人书面同意，存社区”；没拍到认得出的人，写“没有认得出的人”。",
    )
    blur: list[Blur] = Field(
        default=[], title="遮住哪里", description="脸、车牌、门牌、名单，一处写一条；网站上的照片会抹掉这一块。"
    )


class Audio(Record):
    """A recorded narration; the transcript says the same in text."""

    file: SoundFile = Field(title="文件名", description="放在 data/media/ 里的 mp3 或 m4a 文件，最多 8 MB。")
    title: Line = Field(title="标题", description="讲解的标题。")
    transcript: Prose = Field(title="文字稿", description="和录音一字不差，听不见的人靠它。")


class Video(Record):
    """A video with captions and a still picture; the transcript says the same in text."""

    file: VideoFile = Field(title="文件名", description="放在 data/media/ 里的 mp4（H.264）或 webm 文件，最多 50 MB。")
    title: Line = Field(title="标题", description="视频的标题。")
    captions: CaptionsFile = Field(
        title="字幕文件", description="放在 data/media/ 里的 vtt 文件，写法见 data/README.md 开头。"
    )
    poster: Photo = Field(title="封面", description="播放前显示的照片。")
    transcript: Prose = Field(title="文字稿", description="视频里说了什么、演了什么。")


class Held(Record):
    """What the board says of a claim: one figure in a quarter before the practice and in one after it."""

    figure: BoardFigureId = Field(
        title="哪个数字", description="on_time 按时办结率、overdue 超期率、solved 解决率、satisfied 满意率。"
    )
    rows: HeldRowsId = Field(
        title="谁的", description="community 这个社区的，category 全镇这一类的（要写“对应的诉求类别”）。"
    )
    before: Quarter | None = Field(
        default=None, title="以前", description="做以前的一个季度，如 2026-q1；公布得没有那么早就留空。"
    )
    after: Quarter = Field(title="以后", description="做以后的一个季度，如 2026-q3。")


class Result(Record):
    """One claimed result: held to the board, or with a source; without both the page says 未附数据 beside it."""

    what: Line = Field(title="结果", description="变好了什么，一句话。")
    figure: Figure | None = Field(default=None, title="数字", description="照材料写；没有可靠数字就留空。")
    unit: Line | None = Field(default=None, title="单位", description="如“户”“栋”“次”；有数字就要有单位。")
    as_of: Day | None = Field(default=None, title="截至日期", description="数字是哪天的；有来源就尽量写明。")
    source: Line | None = Field(
        default=None, title="来源", description="出自哪份材料；没有来源、也没有公开榜数字的，网页标“未附数据”。"
    )
    board: Held | None = Field(
        default=None, title="公开榜上的数字", description="能用公开榜的数字说的，写这个，网页自己取数。"
    )


class Role(Record):
    """Who does what when a practice is copied."""

    who: Line = Field(title="谁", description="岗位或单位，不写个人姓名。")
    does: Line = Field(title="做什么", description="一句话，如“每天看单子，把过期的报上去”。")


class Form(Record):
    """A form that others can take home: a table by its `columns`, or a text."""

    id: Slug = Field(title="代号", description="小写字母，定了不再改；也是文件名的一部分。")
    title: Line = Field(title="名称", description="表叫什么，如“挂单登记表”。")
    columns: list[Line] = Field(default=[], title="表格的各列", description="一条一列，按先后；网站做成 CSV 表格。")
    example: list[Line] = Field(
        default=[], title="填好的一行", description="做样子的一行，和各列一样多；不要抄台账里真的一行。"
    )
    text: Text | None = Field(default=None, title="文字", description="不是表格的，整篇写在这里；网站做成 TXT 文件。")


class Kit(Record):
    """What it takes to copy a practice; steps and cost are told with the practice itself."""

    needs: list[Line] = Field(title="先要有什么", description="一条一样，照着做以前要备齐的。", min_length=1)
    roles: list[Role] = Field(title="谁做什么", description="一条一个岗位。", min_length=1)
    time: Line | None = Field(default=None, title="多久能做起来", description="从商量到做起来大概多久；不清楚就留空。")
    forms: list[Form] = Field(default=[], title="可以拿走的表", description="一条一张；没有就不写。")


class Highlight(Record):
    """A practice others can learn from, told with its cost and its failures."""

    id: Slug = Field(title="代号", description="小写字母，定了不再改；也是网址的一部分。")
    title: Line = Field(title="名称", description="做法叫什么。")
    theme: Slug = Field(title="主题", description="data/themes.yml 里的一个主题代号。")
    sentence: Line = Field(title="一句话", description="一句话说清做了什么、对谁好。")
    problem: Prose = Field(title="原来的问题", description="做之前是什么样，可用 Markdown。")
    steps: list[Text] = Field(title="怎么做的", description="一条一步，按先后。", min_length=1)
    results: list[Result] = Field(title="结果", description="一条一个结果，至少一条。", min_length=1)
    cost: Text = Field(title="花多少钱", description="钱和人力；没有统计就照实写。")
    responsible: Line = Field(title="谁负责", description="岗位或单位，不写个人姓名。")
    shortfalls: Text = Field(title="没做好的地方", description="必须写；来学的人最想知道。")
    conditions: Text = Field(title="别处能不能学", description="需要哪些条件，哪些地方不合适。")
    kit: Kit | None = Field(default=None, title="照着做", description="想学的人要备什么、谁做什么；没有就留空。")
    category: Slug | None = Field(
        default=None,
        title="对应的诉求类别",
        description="data/town.yml 里的一个类别代号；有对应类别时，页面链接到公开榜的这一类。",
    )
    photo: Photo | None = Field(default=None, title="题图", description="没有照片就留空，用主题插图。")
    photos: list[Photo] = Field(default=[], title="更多照片", description="一条一张。")
    audio: Audio | None = Field(default=None, title="讲解录音", description="没有就留空。")
    video: Video | None = Field(default=None, title="视频", description="没有就留空。")
    started: Month | None = Field(default=None, title="开始年月", description="如 2025-03；不清楚就留空。")
    updated: Day = Field(title="核对日期", description="这一条的内容是哪天核对的。")
    en: HighlightEnglish | None = Field(
        default=None, title="英文", description="这个做法的英文，写了几样就有几样；没有译的，英文网页写明。"
    )


class Reply(Record):
    """What a community says about its own figures; it stands beside them, dated, and changes none."""

    day: Day = Field(title="哪天写的", description="如 2026-11-10。")
    about: Line = Field(title="说的是哪个数字", description="如“2026 年第三季度的超期”。")
    text: Prose = Field(title="说明", description="社区想说的话，可用 Markdown；不写姓名和门牌。")
    by: Line = Field(title="谁写的", description="岗位或单位，不写个人姓名。")


class Community(Record):
    """data/communities/<slug>.yml: one community; its file name is its address on the site."""

    number: Count = Field(title="序号", description="从 1 起，一个社区一个；决定显示顺序，不是名次。", ge=1)
    name: Line = Field(title="名称", description="社区全名，如“新民社区”。")
    sentence: Line = Field(title="一句话", description="一句话介绍。")
    about: Prose = Field(title="介绍", description="社区什么样，可用 Markdown。")
    desk: Desk = Field(title="联系窗口", description="居民和来访者找谁。")
    highlights: list[Highlight] = Field(title="做法", description="至少一个，第一个是主打做法。", min_length=1)
    replies: list[Reply] = Field(
        default=[], title="对数字的说明", description="社区对公开榜的数字有话说，写在这里；一条一次，不改旧的。"
    )
    aliases: list[Line] = Field(default=[], title="台账里的其他写法", description="台账导出时可能出现的别的写法。")
    block: Slug | None = Field(
        default=None,
        title="所属的镇",
        description="全县一起公布时写镇的代号，同一个镇的社区一起取整；一个镇自己用就留空。",
    )
    en: CommunityEnglish | None = Field(
        default=None, title="英文", description="社区的英文，写了几样就有几样；没有译的，英文网页写明。"
    )
