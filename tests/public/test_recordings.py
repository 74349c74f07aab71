"""Sound, video and captions: what is no such file is named, and nothing but what is heard and seen is published."""

from __future__ import annotations

from pathlib import Path

import pytest
from media_files import PHOTO, with_media
from PIL import Image

from zhishuo.media import prepare
from zhishuo.problems import ProblemsError
from zhishuo.reading import Records

FILM = Path(__file__).parents[1] / "site" / "data" / "media" / "four-colours-film.mp4"
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:01.500\n红的先办。\n"


def box(kind: bytes, *parts: bytes) -> bytes:
    """Return a box of an MP4 file."""
    content = b"".join(parts)
    return (len(content) + 8).to_bytes(4, "big") + kind + content


def track(kind: bytes, codec: bytes) -> bytes:
    """Return a track of an MP4 file: made at second 7, with its owner's name."""
    head = box(b"tkhd", bytes(4), (7).to_bytes(4, "big") * 2, bytes(60))
    handler = box(b"hdlr", bytes(8), kind, bytes(13))
    samples = box(b"minf", box(b"stbl", box(b"stsd", bytes(4), (1).to_bytes(4, "big"), box(codec, bytes(20)))))
    return box(b"trak", head, box(b"mdia", handler, samples), box(b"udta", b"WHO TOOK IT"))


def mp4(*tracks: bytes) -> bytes:
    """Return an MP4 file that tells a place and leaves a gap with something old in it."""
    place = box(b"udta", box(b"\xa9xyz", b"+34.05+109.02/"))
    film = box(b"moov", box(b"mvhd", b"\1", bytes(3), (7).to_bytes(8, "big") * 2, bytes(80)), *tracks, place)
    return box(b"ftyp", b"isom", bytes(4)) + film + box(b"free", b"WHO TOOK IT") + box(b"mdat", b"PICTURES AND SOUND")


def element(name: int, *parts: bytes) -> bytes:
    """Return an element of a WebM file."""
    content = b"".join(parts)
    return name.to_bytes((name.bit_length() + 7) // 8, "big") + (len(content) | 1 << 56).to_bytes(8, "big") + content


def webm(kind: int = 1) -> bytes:
    """Return a WebM file of one track of a kind, with a title, an owner, and a cluster of open length."""
    head = element(0x1A45DFA3, element(0x4282, b"webm"))
    info = element(0x1549A966, element(0x7BA9, b"WHO TOOK IT"), element(0x4D80, b"muxer"))
    tracks = element(0x1654AE6B, element(0xAE, element(0x83, bytes([kind]))))
    tags = element(0x1254C367, b"+34.05+109.02/" * 20)
    cluster = b"\x1f\x43\xb6\x75\xff" + element(0xA3, b"PICTURES AND SOUND")
    return head + b"\x18\x53\x80\x67\x01" + b"\xff" * 7 + info + tracks + tags + cluster


FRAMES = b"\xff\xf3\x40\xc0" + b"PICTURES AND SOUND"
ID3 = b"ID3\x03\0\0" + bytes([0, 0, 1, 2]) + b"WHO TOOK IT".ljust(130, b"\0")
APE = b"WHO TOOK IT" + b"APETAGEX" + (2000).to_bytes(4, "little") + (43).to_bytes(4, "little") + bytes(16)
GOOD = {
    "a.mp3": ID3 + ID3 + FRAMES + APE + b"TAG+34.05+109.02/".ljust(128, b"\0"),
    "a.m4a": mp4(track(b"soun", b"mp4a")),
    "a.mp4": mp4(track(b"vide", b"avc1"), track(b"soun", b"mp4a")),
    "a.webm": webm(),
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


@pytest.mark.parametrize("name", GOOD)
def test_nothing_but_what_is_heard_and_seen_is_published(records: Records, tmp_path: Path, name: str) -> None:
    assert b"WHO TOOK IT" in GOOD[name]
    assert b"+34.05" in GOOD[name]
    assets = {asset.path: asset.content for asset in prepare(town_with(records, tmp_path, name, GOOD[name])).assets}
    published = assets[f"media/{name}"]
    assert b"PICTURES AND SOUND" in published
    assert [
        mark for mark in (b"WHO TOOK IT", b"+34.05", b"xyz", b"\0\0\0\7", b"ID3", b"TAG") if mark in published
    ] == []
    if not name.endswith("mp3"):
        place = GOOD[name].index(b"PICTURES AND SOUND")
        assert published.index(b"PICTURES AND SOUND") == place, "an index of places in the file still holds"
        assert len(published) == len(GOOD[name])


def test_the_film_of_an_editing_program_is_published_without_its_tags(records: Records, tmp_path: Path) -> None:
    film = FILM.read_bytes()
    marks = (b"WHO TOOK IT", b"OWNER", b"Lavf")
    assert all(mark in film for mark in marks)
    assets = {asset.path: asset.content for asset in prepare(town_with(records, tmp_path, "film.mp4", film)).assets}
    assert [mark for mark in marks if mark in assets["media/film.mp4"]] == []
    assert assets["media/a.vtt"] == CAPTIONS.encode()


OTHER_TRACK = "画面和声音以外还有别的轨道（有的相机写着去过哪里）；请用剪辑软件重新导出，只要画面和声音"
REFUSED = {
    "a picture named mp4": ("a.mp4", b"\x89PNG\r\n\x1a\n" + bytes(90), "不是能用的 mp4 文件，或者文件坏了"),
    "an empty sound": ("a.mp3", b"", "不是能用的 mp3 文件，或者文件坏了"),
    "an mp4 named mp3": ("a.mp3", GOOD["a.mp4"], "不是能用的 mp3 文件，或者文件坏了"),
    "tags among the frames": ("a.mp3", FRAMES + ID3 + FRAMES, "不是能用的 mp3 文件，或者文件坏了"),
    "a film named m4a": ("a.m4a", GOOD["a.mp4"], "不是能用的 m4a 文件，或者文件坏了"),
    "a sound named mp4": ("a.mp4", GOOD["a.m4a"], "不是能用的 mp4 文件，或者文件坏了"),
    "half a film": ("a.mp4", FILM.read_bytes()[:1500], "不是能用的 mp4 文件，或者文件坏了"),
    "half a webm": ("a.webm", GOOD["a.webm"][:-9], "不是能用的 webm 文件，或者文件坏了"),
    "a box that ends before it begins": ("a.mp4", box(b"ftyp", b"isom") + b"\0\0\0\4moov", "不是能用的 mp4 文件"),
    "a track of places": ("a.mp4", mp4(track(b"vide", b"avc1"), track(b"meta", b"gpmd")), OTHER_TRACK),
    "a codec that few play": ("a.mp4", mp4(track(b"vide", b"hvc1")), "编码是 HEVC（H.265），很多手机放不出来"),
    "a sound too large": ("a.mp3", FRAMES + bytes(8_000_000), "文件太大：最多 8 MB，现有 8.0 MB；请压小一些再放"),
}


@pytest.mark.parametrize(("name", "content", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_published_is_one_problem(
    records: Records, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    with pytest.raises(ProblemsError) as caught:
        prepare(town_with(records, tmp_path, name, content))
    (problem,) = caught.value.problems
    assert f"{problem}".startswith(f"data/media/{name}: {message}")


def test_a_webm_with_a_track_of_something_else_is_refused(records: Records, tmp_path: Path) -> None:
    tracks = element(0x1654AE6B, element(0xAE, element(0x83, b"\x21")))
    with pytest.raises(ProblemsError, match=OTHER_TRACK[:20]):
        prepare(town_with(records, tmp_path, "a.webm", webm() + tracks))


def captions(text: str) -> str:
    """Return captions of a head and `text`."""
    return f"WEBVTT\n\n{text}\n"


FORM = "时间要写成“00:00:01.000 --> 00:00:04.000”，秒后面是点；现在是"
FAULTY = {
    "subtitles of another kind": ("1\n00:00:01,000 --> 00:00:02,000\n先办。\n", ["1: 不是 WebVTT 字幕：第一行要写"]),
    "nothing in it": ("WEBVTT\n", ["1: 里面没有一条字幕"]),
    "commas": (captions("00:01,000 --> 00:02,000\n先办。"), [f"3: {FORM}“00:01,000 --> 00:02,000”"]),
    "no times": (captions("先办。\n后办。"), [f"3: {FORM}“先办。”"]),
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
        prepare(town_with(records, tmp_path, "a.webm", webm(), text.encode()))
    found = [f"{problem.line}: {problem.message}" for problem in caught.value.problems]
    assert len(found) == len(messages)
    assert all(line.startswith(wanted) for line, wanted in zip(found, sorted(messages), strict=True)), found


def test_captions_may_have_notes_names_hours_and_windows_line_ends(records: Records, tmp_path: Path) -> None:
    text = "WEBVTT 讲解\r\n\r\nNOTE 谁写的\r\n\r\n开头\r\n01:00:01.000 --> 01:00:02.000 line:0\r\n先办。\r\n两行。\r\n"
    made = prepare(town_with(records, tmp_path, "a.webm", webm(), text.encode()))
    assert text.encode() in [asset.content for asset in made.assets]


def test_captions_in_another_encoding_are_named(records: Records, tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match=r"data/media/a\.vtt:4: 文件编码要用 UTF-8，现在像是 GBK"):
        prepare(town_with(records, tmp_path, "a.webm", webm(), CAPTIONS.encode("gbk")))
