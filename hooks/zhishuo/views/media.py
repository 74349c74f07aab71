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
    """A recording with its transcript."""

    address: str
    title: str
    transcript: Markup


@dataclass(frozen=True, slots=True)
class VideoView:
    """A video with its transcript and captions; what is shown before it plays has a size in pixels."""

    address: str
    title: str
    transcript: Markup
    captions: str
    poster: str
    width: int
    height: int


def photo_view(photo: Photo, pictures: Pictures) -> PhotoView:
    """Return a photograph in all its renditions; raises KeyError where `pictures` has none of it."""
    found = pictures[photo.file]
    credit = f"{photo.credit}，{day_words(photo.taken)}"
    return PhotoView(found.plain.path, found.renditions, found.width, found.height, photo.alt, credit)


def audio_view(highlight: Highlight) -> SoundView | None:
    """Return a practice's narration, None where it has none."""
    audio = highlight.audio
    return SoundView(recording_path(audio.file), audio.title, to_html(audio.transcript)) if audio else None


def video_view(highlight: Highlight, pictures: Pictures) -> VideoView | None:
    """Return a practice's video, None where it has none; raises KeyError where `pictures` has no such poster."""
    video = highlight.video
    if video is None:
        return None
    poster = pictures[video.poster.file]
    return VideoView(
        recording_path(video.file),
        video.title,
        to_html(video.transcript),
        captions=recording_path(video.captions),
        poster=poster.plain.path,
        width=poster.width,
        height=poster.height,
    )
