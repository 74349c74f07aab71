"""Where each record lies, as written in errors and edit links: one name for every file."""

from __future__ import annotations

TOWN = "data/town.yml"
THEMES = "data/themes.yml"
COMMITMENTS = "data/commitments.yml"
VISITS = "data/visits.yml"
COMMUNITIES = "data/communities"
STORIES = "data/stories"
RELEASES = "data/releases"
MEDIA = "data/media"
CHANGES = "data/changes.yml"
WAIVERS = "data/waivers.yml"
RECEIPTS = "data/receipts.yml"
SEALED = "data/receipts.bin"
# The pages of prose that have a place on the site.
PROSE = (
    "content/speak.md",
    "content/privacy.md",
    "content/a11y.md",
    "content/board/method.md",
    "content/board/protection.md",
)


def community_file(slug: str) -> str:
    """Return the file of the community `slug`."""
    return f"{COMMUNITIES}/{slug}.yml"


def story_file(story: str) -> str:
    """Return the file of a story."""
    return f"{STORIES}/{story}.yml"


def release_file(period: str) -> str:
    """Return the file of the release of the month `period`."""
    return f"{RELEASES}/{period}.yml"
