"""The sealed receipts as the page 查我的事 asks for them: one script a shard, and one with what is the same for all."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from zhishuo.assets import Asset, handed_over
from zhishuo.reading import Records


def receipts(records: Records) -> Iterator[Asset]:
    """Yield the files of the sealed receipts, none where nothing has been sealed."""
    if (sealed := records.receipts) is None:
        return
    size = len(records.sealed) // sealed.shards
    yield handed_over(
        "receipt/meta",
        {
            "salt": sealed.salt,
            "shards": sealed.shards,
            "as_of": sealed.as_of.isoformat(),
            "grade": sealed.grades,
            "community": sealed.communities,
            "category": sealed.categories,
            "outcome": sealed.outcomes,
        },
    )
    for place in range(sealed.shards):
        shard = records.sealed[place * size : (place + 1) * size]
        # With the salt, so that a phone never opens an old shard with what it kept of a new sealing.
        yield handed_over(f"receipt/s{place}", [sealed.salt, base64.b64encode(shard).decode()])
