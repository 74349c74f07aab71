"""Recordings and films made for tests, boxes and elements put into them, and what is heard and seen in them."""

from __future__ import annotations

import hashlib
import io
import random
from collections.abc import Iterator

import av
import numpy as np
from av.audio.stream import AudioStream
from av.bitstream import BitStreamFilterContext
from av.video.stream import VideoStream

_UUID = "086f3693-b7b3-4f2c-9653-21492feee5b8"
_SIZE, _PICTURES, _SAMPLES = (64, 48), 30, 48_000
# Longer than any word that a file holds by chance, shorter than the name of a program.
SECRET = "".join(random.Random(20261128).choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=12)).encode()  # noqa: S311 - not a secret to keep


def recorded(kind: str, picture: str = "", sound: str = "", **options: str) -> bytes:
    """Return two seconds of noise in a container of `kind`, encoded as named, the secret in its tags and packets."""
    made, chance = io.BytesIO(), np.random.default_rng(1)
    with av.open(made, "w", format=kind, options=options) as film:
        film.metadata.update(title=SECRET.decode(), location="+34.05+109.02/", comment=SECRET.decode())
        video = film.add_stream(picture, rate=15) if picture else None
        audio = film.add_stream(sound, rate=_SAMPLES) if sound else None
        if isinstance(video, VideoStream):
            video.metadata.update(title=SECRET.decode(), timecode="01:02:03:04")
            video.width, video.height, video.pix_fmt = *_SIZE, "yuv420p"
        if isinstance(audio, AudioStream):
            audio.metadata.update(title=SECRET.decode())
            audio.layout = "mono"
        film.start_encoding()
        if isinstance(video, VideoStream):
            telling = f"h264_metadata=sei_user_data={_UUID}+{SECRET.decode()}" if "264" in picture else "null"
            told = BitStreamFilterContext(telling, video)
            for frame in (*_noise(chance), None):
                for packet in video.encode(frame):
                    film.mux(told.filter(packet))
        if isinstance(audio, AudioStream):
            frame_size = audio.codec_context.frame_size
            fitted = av.AudioResampler(audio.format, "mono", _SAMPLES, frame_size)
            heard = (chance.standard_normal((1, 2 * _SAMPLES)) * 3000).astype(np.int16)
            whole = av.AudioFrame.from_ndarray(heard, format="s16p", layout="mono")
            whole.sample_rate = _SAMPLES
            for part in (*fitted.resample(whole), *fitted.resample(None), None):
                film.mux(audio.encode(part))
    return made.getvalue()


def _noise(chance: np.random.Generator) -> Iterator[av.VideoFrame]:
    for _ in range(_PICTURES):
        yield av.VideoFrame.from_ndarray(chance.integers(0, 256, (_SIZE[1], _SIZE[0], 3), np.uint8), format="rgb24")


def heard_and_seen(content: bytes) -> dict[str, str]:
    """Return a digest of the decoded pictures, and of the decoded sound, of a film or recording."""
    found: dict[str, hashlib._Hash] = {}
    with av.open(io.BytesIO(content), "r") as film:
        for frame in film.decode(*film.streams.video[:1], *film.streams.audio[:1]):
            assert isinstance(frame, av.VideoFrame | av.AudioFrame)
            digest = found.setdefault(type(frame).__name__, hashlib.sha256())
            digest.update(f"{float((frame.pts or 0) * (frame.time_base or 1)):.2f}".encode())
            digest.update(frame.to_ndarray().tobytes())
    return {kind: digest.hexdigest() for kind, digest in found.items()}


def frame_starts(sound: bytes) -> list[int]:
    """Return where the frames of an MP3 file start."""
    with av.open(io.BytesIO(sound), "r") as opened:
        return [packet.pos for packet in opened.demux() if packet.pos is not None]


def box(kind: bytes, *parts: bytes) -> bytes:
    """Return a box of an MP4 file."""
    content = b"".join(parts)
    return (len(content) + 8).to_bytes(4) + kind + content


def boxes(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield the name, start and end of every box in a row."""
    start = 0
    while start < len(data):
        end = start + int.from_bytes(data[start : start + 4])
        yield data[start + 4 : start + 8], start, end
        start = end


def into(data: bytes, path: str, more: bytes) -> bytes:
    """Return an MP4 file with `more` at the end of every box at `path`, names parted by slashes."""
    name, _, rest = path.partition("/")
    skipped = {b"stsd": 8, b"avc1": 78, b"mp4a": 28, b"Opus": 28, b"meta": 4}
    made = []
    for found, start, end in boxes(data):
        content = data[start + 8 : end]
        if found == name.encode():
            head = skipped.get(found, 0) if rest else 0
            content = content[:head] + into(content[head:], rest, more) if rest else content + more
        made.append(box(found, content))
    return b"".join(made)


def element(name: int, *parts: bytes) -> bytes:
    """Return an element of a WebM file."""
    content = b"".join(parts)
    return name.to_bytes((name.bit_length() + 7) // 8) + (len(content) | 1 << 56).to_bytes(8) + content
