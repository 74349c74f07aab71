"""Sound, video and captions: each is what its name says, small enough, and tells nothing besides.

Place, owner and time are taken out; what is heard and seen stays as it is, bit for bit.
"""

from __future__ import annotations

from pathlib import Path

from zhishuo.media.captions import faults
from zhishuo.media.containers import blank_mp4, blank_webm
from zhishuo.problems import Problem, ProblemsError
from zhishuo.yaml_files import decode

# Most bytes of each kind, after a minute or two of speech and of a quiet video.
MOST = {"mp3": 8_000_000, "m4a": 8_000_000, "mp4": 50_000_000, "webm": 50_000_000, "vtt": 100_000}
# Codecs of telephones that many other telephones cannot play.
_UNPLAYABLE = frozenset({"hvc1", "hev1", "dvh1", "dvhe"})
# Picture, sound, and the counter that editing programs write.
_PLAYED = frozenset({"vide", "soun", "tmcd"})
_ID3, _ID3V1, _APE = b"ID3", b"TAG", b"APETAGEX"
# What would still tell something, wherever in a file it stands.
_MARKS = (b"ID3\x02", b"ID3\x03", b"ID3\x04", _APE, b"LYRICSBEGIN")


def clean(file: Path, name: str) -> bytes:
    """Return the bytes of `file` to publish; `name` stands in what is raised.

    Raises ProblemsError for a file that is too large, is not what its name says, or holds tracks besides picture and
    sound (some cameras write the places they went through), and for captions with their lines.
    """
    kind, size = file.suffix[1:], file.stat().st_size
    if size > MOST[kind]:
        raise _refusal(
            name, f"文件太大：最多 {MOST[kind] / 1_000_000:g} MB，现有 {size / 1_000_000:.1f} MB；请压小一些再放"
        )
    data = file.read_bytes()
    if kind == "vtt":
        if found := [Problem(name, line, "", message) for line, message in faults(decode(name, data))]:
            raise ProblemsError(found)
        return data
    try:
        return _clean_mp3(data) if kind == "mp3" else _clean_boxes(data, kind, name)
    except (ValueError, IndexError) as error:
        raise _refusal(name, f"不是能用的 {kind} 文件，或者文件坏了；请重新导出再放进来") from error


def _clean_boxes(data: bytes, kind: str, name: str) -> bytes:
    changed, codecs = bytearray(data), set[str]()
    if kind == "webm":
        tracks = blank_webm(changed)
    else:
        tracks, codecs = blank_mp4(changed)
    wanted = "soun" if kind == "m4a" else "vide"
    if wanted not in tracks or (kind == "m4a" and "vide" in tracks):
        raise ValueError
    if tracks - _PLAYED:
        raise _refusal(name, "画面和声音以外还有别的轨道（有的相机写着去过哪里）；请用剪辑软件重新导出，只要画面和声音")
    if codecs & _UNPLAYABLE:
        raise _refusal(name, "编码是 HEVC（H.265），很多手机放不出来；请重新导出成 H.264 的 mp4")
    return bytes(changed)


def _clean_mp3(data: bytes) -> bytes:
    """Return the frames alone; raises ValueError where there are none, or tags among them."""
    start, end = 0, len(data)
    while data.startswith(_ID3, start):
        size = data[start + 6 : start + 10]
        start += 10 + (size[0] << 21 | size[1] << 14 | size[2] << 7 | size[3]) + (10 if data[start + 5] & 0x10 else 0)
    if data[end - 128 :].startswith(_ID3V1):
        end -= 128
    if data[end - 32 :].startswith(_APE):
        footer = data[end - 32 : end]
        end -= int.from_bytes(footer[12:16], "little") + (32 if footer[23] & 0x80 else 0)
    frames = data[start:end]
    if not _is_frame(frames.lstrip(b"\0")) or any(mark in frames for mark in _MARKS):
        raise ValueError
    return frames


def _is_frame(data: bytes) -> bool:
    """Tell whether `data` begins with a head of MPEG layer III whose bit rate and sampling rate exist."""
    heads = (0xE2, 0xE3, 0xF2, 0xF3, 0xFA, 0xFB)
    return data[0] == 0xFF and data[1] in heads and data[2] >> 4 not in {0, 15} and data[2] >> 2 & 3 != 3  # noqa: PLR2004 - the format's own numbers


def _refusal(name: str, message: str) -> ProblemsError:
    return ProblemsError([Problem(name, 0, "", message)])
