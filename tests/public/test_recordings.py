"""Sound, video and captions: what is no such file is named, and nothing but what is heard and seen is published."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from film_files import SECRET, box, element, frame_starts, heard_and_seen, into, recorded
from media_files import PHOTO, with_media
from PIL import Image

from zhishuo.media import prepare
from zhishuo.problems import ProblemsError
from zhishuo.reading import Records

HOOKS = Path(__file__).parents[2] / "hooks"
CAPTIONS = "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\n红的先办。\n"


def told_in_boxes(film: bytes) -> bytes:
    """Return an MP4 file that tells the secret in every box that can hold it, and in the gaps of its samples."""
    cover = io.BytesIO()
    Image.new("RGB", (8, 8)).save(cover, "JPEG", comment=SECRET)
    art = box(b"covr", box(b"data", (13).to_bytes(4), bytes(4), cover.getvalue()))
    handler = box(b"hdlr", bytes(8), b"mdirappl", bytes(9))
    place = box(b"udta", box(b"\xa9xyz", SECRET), box(b"meta", bytes(4), handler, box(b"ilst", art)))
    for path in ("mdat", "moov/mvhd", "moov/trak/tkhd", "moov/trak/mdia/mdhd", "moov/trak/mdia/hdlr"):
        film = into(film, path, SECRET)
    for path in ("moov", "moov/trak", "moov/trak/mdia", "moov/trak/mdia/minf", "moov/trak/mdia/minf/stbl"):
        film = into(film, path, place + box(b"free", SECRET) + box(b"uuid", SECRET * 2) + box(b"odd ", SECRET))
    described = "moov/trak/mdia/minf/stbl/stsd"
    for path in (f"{described}/avc1", f"{described}/mp4a"):
        film = into(film, path, box(b"free", SECRET) + box(b"uuid", SECRET * 2))
    film = into(film, f"{described}/avc1/avcC", SECRET)
    kinds = (b"free", b"skip", b"wide", b"thmb", b"ilst", b"uuid", b"meta", b"udta", b"mdat", b"sidx", b"pdin", b"odd ")
    after = b"".join(box(kind, SECRET * 3) for kind in kinds)
    fragment = box(b"moof", box(b"mfhd", bytes(8)), place) + box(b"mfra", box(b"udta", SECRET))
    return film + after + fragment


def told_in_elements(film: bytes) -> bytes:
    """Return a WebM file that tells the secret in every element that can hold it."""
    film = re.sub(rb"Lavf[\d.]+", lambda found: SECRET.ljust(len(found[0]))[: len(found[0])], film)
    segment = film.index(b"\x18\x53\x80\x67") + 4
    film = film[:segment] + b"\x01" + b"\xff" * 7 + film[segment + 8 :]
    attached = element(0x61A7, element(0x466E, SECRET), element(0x4660, b"text/plain"), element(0x465C, SECRET))
    chapter = element(0xB6, element(0x73C4, b"\1"), element(0x91, b"\0"), element(0x80, element(0x85, SECRET)))
    more = (
        *(element(0xEC, SECRET), element(0xBF, SECRET), element(0x4DBB, SECRET)),
        element(0x1254C367, element(0x7373, element(0x67C8, element(0x45A3, b"PLACE"), element(0x4487, SECRET)))),
        element(0x1941A469, attached),
        element(0x1043A770, element(0x45B9, chapter)),
        element(0x1549A966, element(0x7BA9, SECRET), element(0x73A4, SECRET), element(0x3C83AB, SECRET)),
    )
    return film + b"".join(more)


def told_among_frames(sound: bytes) -> bytes:
    """Return an MP3 file that tells the secret before, between and after its frames."""
    sound = re.sub(rb"(Lav[cf])[\d.]{5}", lambda found: found[1] + SECRET[:5], sound)
    tag = b"ID3\x03\0\0" + bytes([0, 0, 1, 2]) + SECRET.ljust(130, b"\0")
    middle = frame_starts(sound)[40]
    ape = SECRET + b"APETAGEX" + (2000).to_bytes(4, "little") + (43).to_bytes(4, "little") + bytes(16)
    lyrics = b"LYRICSBEGIN" + SECRET + b"000023LYRICS200"
    after = SECRET * 9 + ape + lyrics + (b"TAG+" + SECRET).ljust(227, b"\0") + (b"TAG" + SECRET).ljust(128, b"\0")
    return tag + tag + sound[:middle] + tag + SECRET * 9 + sound[middle:] + after


BARE = {
    "a.mp3": recorded("mp3", "", "libmp3lame"),
    "a.m4a": recorded("ipod", "", "aac"),
    "a.mp4": recorded("mp4", "libx264", "aac"),
    "counted.mp4": recorded("mov", "libx264", "aac"),
    "cut.mp4": recorded("mp4", "libx264", "aac", movflags="frag_keyframe+empty_moov+default_base_moof"),
    "newer.mp4": recorded("mp4", "libvpx-vp9", "libopus"),
    "a.webm": recorded("webm", "libvpx", "libopus"),
    "silent.webm": recorded("webm", "libvpx-vp9"),
}
GOOD = {name: told_in_boxes(film) if "m4" in name or "mp4" in name else film for name, film in BARE.items()} | {
    "a.mp3": told_among_frames(BARE["a.mp3"]),
    "a.webm": told_in_elements(BARE["a.webm"]),
    "silent.webm": told_in_elements(BARE["silent.webm"]),
}


def town_with(records: Records, root: Path, name: str, content: bytes, captions: bytes = CAPTIONS.encode()) -> Records:
    """Return the town with one recording or video, by its name, and what belongs to it."""
    media = root / "data/media"
    media.mkdir(parents=True)
    Image.new("RGB", (16, 9)).save(media / "gate.png")
    (media / name).write_bytes(content)
    (media / "a.vtt").write_bytes(captions)
    if name.endswith(("mp3", "m4a")):
        return with_media(records, root, audio={"file": name, "title": "讲解", "transcript": "先办。"})
    film = {"file": name, "title": "视频", "captions": "a.vtt", "poster": PHOTO, "transcript": "先办。"}
    return with_media(records, root, video=film)


def published(records: Records, root: Path, name: str, content: bytes) -> bytes:
    """Return the bytes that a recording or video is published as."""
    assets = {asset.path: asset.content for asset in prepare(town_with(records, root, name, content)).assets}
    return assets[f"media/{name}"]


@pytest.mark.parametrize("name", GOOD)
def test_nothing_but_what_is_heard_and_seen_is_published(records: Records, tmp_path: Path, name: str) -> None:
    assert GOOD[name].count(SECRET) >= 7
    made = published(records, tmp_path, name, GOOD[name])
    traces = (SECRET, SECRET[:5], b"+34.05", b"01:02:03:04", b"\xa9xyz", b"JFIF", b"ID3", b"TAG", b"LYRICS")
    assert [mark for mark in traces if mark in made] == []
    assert heard_and_seen(made) == heard_and_seen(BARE[name])
    assert len(made) < len(BARE[name]) + 300


@pytest.mark.parametrize("name", GOOD)
def test_the_same_file_is_published_as_the_same_bytes(
    records: Records, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = published(records, tmp_path / "first", name, GOOD[name])
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert published(records, tmp_path / "second", name, GOOD[name]) == first


def test_a_film_that_was_held_upright_stays_upright(records: Records, tmp_path: Path) -> None:
    lying, upright = ((0x10000, 0, 0, 0, 0x10000), (0, 0x10000, 0, -0x10000, 0))
    matrix = {turn: b"".join(part.to_bytes(4, signed=True) for part in turn) for turn in (lying, upright)}
    head = BARE["a.mp4"].index(b"tkhd")
    film = BARE["a.mp4"][:head] + BARE["a.mp4"][head:].replace(matrix[lying], matrix[upright], 1)
    assert matrix[upright] in published(records, tmp_path, "a.mp4", film)


def test_what_was_cut_off_the_end_of_a_film_is_not_in_it(records: Records, tmp_path: Path) -> None:
    whole, cut = BARE["a.mp4"], BARE["a.mp4"]
    for found in re.finditer(b"elst", whole):
        length = found.end() + 8
        cut = cut[:length] + (700).to_bytes(4) + cut[length + 4 :]
    film = published(records, tmp_path, "a.mp4", cut)
    assert heard_and_seen(film) == heard_and_seen(cut) != heard_and_seen(whole)
    assert len(film) < len(whole) / 2


def test_a_film_can_be_shown_before_all_of_it_has_come(records: Records, tmp_path: Path) -> None:
    assert BARE["a.mp4"].index(b"mdat") < BARE["a.mp4"].index(b"moov")
    film = published(records, tmp_path, "a.mp4", BARE["a.mp4"])
    assert film.index(b"moov") < film.index(b"mdat")
    sound = published(records, tmp_path / "webm", "a.webm", BARE["a.webm"])
    assert sound.index(b"\x1c\x53\xbb\x6b") < sound.index(b"\x1f\x43\xb6\x75"), "what players seek by"


def test_a_build_does_not_load_the_library_that_workers_need() -> None:
    code = "import sys, zhishuo; sys.exit('av' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": f"{HOOKS}"}, check=False).returncode == 0


def test_a_recording_is_opened_once(records: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    town = town_with(records, tmp_path, "a.mp4", BARE["a.mp4"])
    media = prepare(town)
    monkeypatch.setattr("subprocess.run", lambda *_, **__: pytest.fail("opened a second time"))
    assert prepare(town) == media


OTHER_TRACK = "画面和声音以外还有别的轨道（有的相机写着去过哪里）；请用剪辑软件重新导出，只要画面和声音"


BROKEN = "不是能用的 {} 文件，或者文件坏了；请重新导出再放进来"
FEW_PLAY = "编码是 {}，很多手机放不出来；请重新导出成 {}"
REFUSED = {
    "a picture named mp4": ("a.mp4", b"\x89PNG\r\n\x1a\n" + bytes(90), BROKEN.format("mp4")),
    "an empty sound": ("a.mp3", b"", BROKEN.format("mp3")),
    "an mp4 named mp3": ("a.mp3", BARE["a.mp4"], BROKEN.format("mp3")),
    "a sound named webm": ("a.webm", BARE["a.mp3"], BROKEN.format("webm")),
    "a film named m4a": ("a.m4a", BARE["a.mp4"], BROKEN.format("m4a")),
    "a sound named mp4": ("a.mp4", BARE["a.m4a"], BROKEN.format("mp4")),
    "half a film": ("a.mp4", BARE["a.mp4"][:-2000], BROKEN.format("mp4")),
    "half a film with its head first": ("a.mp4", BARE["cut.mp4"][:9000], BROKEN.format("mp4")),
    "half a webm": ("a.webm", BARE["a.webm"][:30_000], BROKEN.format("webm")),
    "a box that ends before it begins": ("a.mp4", box(b"ftyp", b"isom") + b"\0\0\0\4moov", BROKEN.format("mp4")),
    "a head with room for more": (
        "a.mp4",
        into(BARE["newer.mp4"], "moov/trak/mdia/minf/stbl/stsd/Opus/dOps", SECRET * 2),
        BROKEN.format("mp4"),
    ),
    "a track of places": ("a.mp4", BARE["a.mp4"].replace(b"soun", b"meta").replace(b"mp4a", b"gpmd"), OTHER_TRACK),
    "a codec that few play": ("a.mp4", recorded("mp4", "libx265"), FEW_PLAY.format("HEVC（H.265）", "H.264 的 mp4")),
    "an old codec": ("a.mp4", recorded("mp4", "mpeg4"), FEW_PLAY.format("mpeg4", "H.264 的 mp4")),
    "no one's codec": (
        "a.mp4",
        BARE["a.mp4"].replace(b"avc1", b"zzz1"),
        FEW_PLAY.format("没人认得的一种", "H.264 的 mp4"),
    ),
    "a sound that few play": ("a.m4a", recorded("ipod", "", "alac"), FEW_PLAY.format("alac", "AAC 的 m4a 或 mp4")),
    "a sound too large": ("a.mp3", bytes(8_010_000), "文件太大：最多 8 MB，现有 8.0 MB"),
}


@pytest.mark.parametrize(("name", "content", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_published_is_one_problem(
    records: Records, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    with pytest.raises(ProblemsError) as caught:
        prepare(town_with(records, tmp_path, name, content))
    (problem,) = caught.value.problems
    assert f"{problem}" == f"data/media/{name}: {message}"


def captions(text: str) -> str:
    """Return captions of a head and `text`."""
    return f"WEBVTT\n\n{text}\n"


FORM = "时间要写成“00:00:01.000 --> 00:00:04.000”，秒后面是点；现在是"
FAULTY = {
    "subtitles of another kind": ("1\n00:00:01,000 --> 00:00:02,000\n先办。\n", ["1: 不是 WebVTT 字幕：第一行要写"]),
    "nothing in it": ("WEBVTT\n", ["1: 里面没有一条字幕"]),
    "commas": (captions("00:01,000 --> 00:02,000\n先办。"), [f"3: {FORM}“00:01,000 --> 00:02,000”"]),
    "no times": (captions("先办。\n后办。"), [f"3: {FORM}“先办。”"]),
    "words that are not shown": (captions("00:01.000 --> 00:02.000\n<v 张三>"), ["3: 时间下面要写"]),
    "no words": (captions("00:01.000 --> 00:02.000\n\n先办。"), ["3: 时间下面要写", f"5: {FORM}“先办。”"]),
    "backwards": (captions("一\n00:02.000 --> 00:01.000\n先办。"), ["4: 这一条结束不晚于开始"]),
    "out of order": (
        captions("00:05.000 --> 00:06.000\n先办。\n\n00:01.000 --> 01:00:02.000 align:start\n后办。"),
        ["6: 这一条比上一条开始得早"],
    ),
    "no line between": (
        captions("00:01.000 --> 00:02.000\n先办。\n00:02.000 --> 00:03.000\n后办。"),
        ["5: 两条字幕中间"],
    ),
    "no line below the head": ("WEBVTT\n00:01.000 --> 00:02.000\n先办。\n", ["2: 这里是一条字幕的时间", "1: 里面没有"]),
}


@pytest.mark.parametrize(("text", "messages"), FAULTY.values(), ids=FAULTY)
def test_captions_that_a_browser_would_not_show_are_named_with_their_lines(
    records: Records, tmp_path: Path, text: str, messages: list[str]
) -> None:
    with pytest.raises(ProblemsError) as caught:
        prepare(town_with(records, tmp_path, "a.webm", BARE["a.webm"], text.encode()))
    found = [f"{problem.line}: {problem.message}" for problem in caught.value.problems]
    assert len(found) == len(messages)
    assert all(line.startswith(wanted) for line, wanted in zip(found, sorted(messages), strict=True)), found


def test_captions_are_published_as_what_is_shown_and_nothing_else(records: Records, tmp_path: Path) -> None:
    told = SECRET.decode()
    text = (
        f"WEBVTT {told}\r\nKind: {told}\r\n\r\nNOTE {told}\r\n{told}\r\n\r\n"
        f"STYLE\r\n::cue {{ background: url(https://example.com/{told}) }}\r\n\r\nREGION\r\nid:{told}\r\n\r\n"
        f"{told}\r\n00:01.000 --> 01:00:02.000 line:0 region:{told} size:50% align:start x:{told}\r\n"
        f"<v {told}>先<b.{told}>办</b></v>。<{told}>\r\n<lang {told}>两行</lang> 3 &lt; 5。<00:00:01.500>\r\n\r\n"
        f"NOTE\r\n{told}\r\n\r\nNOTE-2\r\n00:02.000 --> 01:00:03.000\r\n<i>后</i>办。<c {told}\r\n"
    )
    made = prepare(town_with(records, tmp_path, "a.webm", BARE["a.webm"], text.encode())).assets
    (captions,) = [asset.content.decode() for asset in made if asset.path == "media/a.vtt"]
    assert captions == (
        "WEBVTT\n\n00:00:01.000 --> 01:00:02.000 line:0 size:50% align:start\n先<b>办</b>。\n两行 3 &lt; 5。\n\n"
        "00:00:02.000 --> 01:00:03.000\n<i>后</i>办。\n"
    )
    again = town_with(records, tmp_path / "again", "a.webm", BARE["a.webm"], captions.encode())
    assert captions.encode() in [asset.content for asset in prepare(again).assets]


def test_captions_in_another_encoding_are_named(records: Records, tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match=r"data/media/a\.vtt:4: 文件编码要用 UTF-8，现在像是 GBK"):
        prepare(town_with(records, tmp_path, "a.webm", BARE["a.webm"], CAPTIONS.encode("gbk")))


def test_captions_that_hide_characters_are_named(records: Records, tmp_path: Path) -> None:
    hidden = CAPTIONS.replace("-->", "-->\u2066", 1) if "-->" in CAPTIONS else CAPTIONS
    with pytest.raises(ProblemsError, match=r"data/media/a\.vtt:\d+: 这里有一个看不见的字符（U\+2066），请删去"):
        prepare(town_with(records, tmp_path, "a.webm", BARE["a.webm"], hidden.encode()))
