"""Photographs, recordings and videos as pages show them."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from zhishuo.media import Pictures, Rendition, recording_path
from zhishuo.prose import to_html
from zhishuo.records import Highlight, Photo
from zhishuo.views.words import day_words


@dataclass(frozen=True, slots=True)
class PhotoView:
    """A photograph: its plain address, all renditions for browsers that choose, its size in pixels."""

    address: str
    renditions: tuple[Rendition, ...]
    width: int
    height: int
    alt: str
    credit: str


@dataclass(frozen=True, slots=True)
class SoundView:
    """A recording or a video with its transcript; `captions` and `poster` belong to videos only."""

    address: str
    title: str
    transcript: Markup
    captions: str = ""
    poster: str = ""


def photo_view(photo: Photo, pictures: Pictures) -> PhotoView:
    """Return a photograph in all its renditions; raises KeyError where `pictures` has none of it."""
    found = pictures[photo.file]
    credit = f"{photo.credit}，{day_words(photo.taken)}"
    return PhotoView(found.plain.path, found.renditions, found.width, found.height, photo.alt, credit)


def audio_view(highlight: Highlight) -> SoundView | None:
    """Return a practice's narration, None where it has none."""
    audio = highlight.audio
    return SoundView(recording_path(audio.file), audio.title, to_html(audio.transcript)) if audio else None


def video_view(highlight: Highlight, pictures: Pictures) -> SoundView | None:
    """Return a practice's video with captions and poster, None where it has none."""
    video = highlight.video
    if video is None:
        return None
    return SoundView(
        recording_path(video.file),
        video.title,
        to_html(video.transcript),
        captions=recording_path(video.captions),
        poster=pictures[video.poster.file].plain.path,
    )
