"""One recording or video -> its packets of picture and sound in a fresh container; a worker's job (see worker.py).

Nothing is encoded anew. Of the container that came in, nothing is copied but what a player needs to decode: size and
rate, how the picture is turned, and the times of the packets.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, TypeAlias

import av
from av.audio.stream import AudioStream
from av.bitstream import BitStreamFilterContext
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

# What each kind is read and written as; nothing else is tried, whatever a file pretends to be.
_FORMATS = {"mp3": ("mp3", "mp3"), "m4a": ("mov", "ipod"), "mp4": ("mov", "mp4"), "webm": ("matroska", "webm")}
# The same bytes each time, no tags, no name of a program; what players seek by stands first.
_BITEXACT = {"fflags": "+bitexact"}
_WRITING = {
    "mp3": _BITEXACT | {"id3v2_version": "0", "write_id3v1": "0"},
    "m4a": _BITEXACT | {"movflags": "+faststart"},
    "mp4": _BITEXACT | {"movflags": "+faststart"},
    "webm": _BITEXACT | {"cues_to_front": "1"},
}
# What browsers play, and the most bytes that its decoder is told beforehand: in more there could be anything. Those of
# H.264 and AV1 are made anew.
_HEADS = {"h264": 2000, "av1": 2000, "vp8": 0, "vp9": 20, "mp3": 0, "aac": 8, "opus": 29}
# Of H.264 the slices and their parameters, of AV1 the frames and theirs: no user data (encoders write their settings
# there, some cameras the place), no filler, nothing unknown.
_UNITS = {"h264": "filter_units=pass_types=1-5|7-8", "av1": "filter_units=pass_types=1-4|6-8"}
_NAMES = {"hevc": "HEVC（H.265）"}

_OTHER_TRACK = "画面和声音以外还有别的轨道（有的相机写着去过哪里）；请用剪辑软件重新导出，只要画面和声音"
# Most seconds at the end that may be missing of what a file promises.
_MISSING = 1
# Frames of MPEG layer III by version: thousands of bits a second, what the samples a second are divided by, and an
# eighth of the samples in a frame (ISO/IEC 11172-3, 13818-3).
_FULL = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_HALF = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_VERSIONS = {3: (_FULL, 1, 144), 2: (_HALF, 2, 72), 0: (_HALF, 4, 72)}
_FREQUENCIES = (44_100, 48_000, 32_000)
_SYNC, _LAYER_III, _RESERVED = 0x7FF, 1, 3

# How many samples of a packet are not heard.
_CUT: Literal["skip_samples"] = "skip_samples"
# A profile of colours that a maker wrote, with room for anything; what cameras write are three numbers.
_PROFILE = b"colrprof"

# What may be played of each kind.
_SOUND, _FILM = (["audio"],), (["video"], ["audio", "video"])
_KINDS = {"mp3": _SOUND, "m4a": _SOUND, "mp4": _FILM, "webm": _FILM}

Played: TypeAlias = VideoStream | AudioStream


def make(data: bytes, stem: Path, kind: str) -> str | None:
    """Write STEM.<kind>, whole or not at all; return in Chinese why a file is refused."""
    broken = f"不是能用的 {kind} 文件，或者文件坏了；请重新导出再放进来"
    fresh, (read, written) = stem.with_name(f"{stem.name}.new"), _FORMATS[kind]
    try:
        with av.open(io.BytesIO(data), "r", format=read, metadata_errors="replace") as source:
            streams = _played(source)
            if [stream.type for stream in streams] not in _KINDS[kind]:
                return broken
            if fault := _fault(source, streams):
                return fault
            with av.open(fresh, "w", format=written, options=_WRITING[kind]) as target:
                _copy(source, streams, target, len(data))
        if _PROFILE in fresh.read_bytes():
            fresh.unlink()
            return "画面里带着一份颜色说明（ICC），里面可能写着别的；请用剪辑软件重新导出"
        fresh.replace(stem.with_name(f"{stem.name}.{kind}"))
    except (av.FFmpegError, ValueError, OSError):
        fresh.unlink(missing_ok=True)
        return broken
    return None


def _played(source: InputContainer) -> list[Played]:
    """Return the first picture and the first sound, sorted by type; a cover is no picture."""
    found: dict[str, Played] = {}
    for stream in source.streams:
        if isinstance(stream, Played) and not _is_cover(stream):
            found.setdefault(stream.type, stream)
    return [found[kind] for kind in sorted(found)]


def _is_cover(stream: Stream) -> bool:
    return bool(stream.disposition & (Disposition.attached_pic | Disposition.timed_thumbnails))


def _fault(source: InputContainer, streams: list[Played]) -> str | None:
    """Return why what is in a container cannot be published; raises ValueError for a head that is too long."""
    # Files attached, and the counter that editing programs write, are left out without a word.
    known = {"video", "audio", "attachment"}
    if any(stream.type not in known and "timecode" not in stream.metadata for stream in source.streams):
        return _OTHER_TRACK
    for stream in streams:
        codec = _codec(stream)
        if codec not in _HEADS:
            again = "H.264 的 mp4" if stream.type == "video" else "AAC 的 m4a 或 mp4"
            return f"编码是 {_NAMES.get(codec, codec)}，很多手机放不出来；请重新导出成 {again}"
        if len(stream.codec_context.extradata or b"") > _HEADS[codec]:
            raise ValueError
    return None


def _codec(stream: Stream) -> str:
    return stream.codec_context.codec.canonical_name if stream.codec_context else "没人认得的一种"


def _copy(source: InputContainer, streams: list[Played], target: OutputContainer, most: int) -> None:
    """Copy the packets of `streams`; raises ValueError for more than `most` bytes, or fewer seconds than promised."""
    copies = {stream.index: target.add_stream_from_template(stream, opaque=True) for stream in streams}
    filters = {stream.index: _filter(stream, copies[stream.index]) for stream in streams}
    ends: dict[int, float] = {}
    for packet in _packets(source, streams, most):
        index = packet.stream.index
        end = float(((packet.pts or 0) + (packet.duration or 0)) * packet.time_base)
        for part in filters[index](packet):
            target.mux_one(_bare(part, copies[index]))
            ends[index] = max(end, ends.get(index, 0))
    if len(ends) < len(streams) or (target.format.name != "mp3" and not _is_whole(source, streams, ends)):
        raise ValueError


def _bare(packet: Packet[Stream], copy: Stream) -> Packet[Stream]:
    """Return the bytes and the times of a packet for a stream, and nothing that was put beside them."""
    bare = Packet(bytes(packet))
    bare.pts, bare.dts, bare.duration, bare.time_base = packet.pts, packet.dts, packet.duration, packet.time_base
    bare.is_keyframe, bare.stream = packet.is_keyframe, copy
    if packet.has_sidedata(_CUT):
        bare.set_sidedata(packet.get_sidedata(_CUT))
    return bare


def _packets(source: InputContainer, streams: list[Played], most: int) -> Iterator[Packet[Stream]]:
    """Yield the packets that are shown, and those not shown that one of them may need: what was cut off is not shown.

    Raises ValueError for more than `most` bytes: an index can name the same ones again and again.
    """
    waiting: dict[int, list[Packet[Stream]]] = {stream.index: [] for stream in streams}
    for packet in source.demux(*streams):
        if not packet.size:
            continue  # how the library says that a stream ends
        most -= packet.size
        if most < 0 or packet.is_corrupt:
            raise ValueError
        held = waiting[packet.stream.index]
        held.append(packet)
        if not packet.is_discard:
            yield from held
            held.clear()


def _is_whole(source: InputContainer, streams: list[Played], ends: dict[int, float]) -> bool:
    """Tell whether each stream, and the longest, ends where the head says; a bare MP3 has none, the library guesses."""
    promised = ((source.start_time or 0) + (source.duration or 0)) / av.time_base
    for stream in streams:
        if stream.duration is not None and stream.time_base is not None:
            end = float(((stream.start_time or 0) + stream.duration) * stream.time_base)
            if ends[stream.index] < end - _MISSING:
                return False
    return max(ends.values()) >= promised - _MISSING


def _filter(stream: Played, copy: Played) -> Callable[[Packet[Stream]], list[Packet[Stream]]]:
    """Return what leaves out of a packet all that is neither heard nor seen."""
    codec = _codec(stream)
    if codec in _UNITS:
        return BitStreamFilterContext(_UNITS[codec], stream, copy).filter
    return _frame if codec == "mp3" else lambda packet: [packet]


def _frame(packet: Packet[Stream]) -> list[Packet[Stream]]:
    """Return the frame at the end of a packet without what stands before it: between frames there may be anything."""
    data = bytes(packet)
    starts = (found.start() for found in re.finditer(b"\xff", data))
    start = next((at for at in starts if at + _frame_size(data[at : at + 4]) == len(data)), None)
    if start is None:
        return []
    if not start:
        return [packet]
    frame: Packet[Stream] = Packet(data[start:])
    frame.pts, frame.dts, frame.duration = packet.pts, packet.dts, packet.duration
    frame.time_base, frame.is_keyframe = packet.time_base, packet.is_keyframe
    return [frame]


def _frame_size(head: bytes) -> int:
    """Return the bytes of the frame of MPEG layer III with this head, 0 where it is none."""
    bits = int.from_bytes(head)
    version, layer, rate, frequency = bits >> 19 & 3, bits >> 17 & 3, bits >> 12 & 15, bits >> 10 & 3
    if (
        bits >> 21 != _SYNC
        or version not in _VERSIONS
        or layer != _LAYER_III
        or rate in {0, 15}
        or frequency == _RESERVED
    ):
        return 0
    rates, divisor, eighth = _VERSIONS[version]
    return eighth * rates[rate - 1] * 1000 // (_FREQUENCIES[frequency] // divisor) + (bits >> 9 & 1)
