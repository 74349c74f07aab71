"""Rules about the sealed receipts: both files are of one sealing, and no real site tells a code."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from zhishuo.checks.findings import Finding
from zhishuo.files import RECEIPTS, SEALED
from zhishuo.reading import Records

# Bytes in a shard, as the page asks for them: 64 entries of 228.
_SHARD = 64 * 228
_SALT = re.compile("[0-9a-f]{32}")


def sealed_receipts_are_whole(records: Records) -> Iterator[Finding]:
    """查我的事：两个文件是同一次封的，没有缺。"""
    receipts = records.receipts
    if receipts is None:
        return
    if not _SALT.fullmatch(receipts.salt):
        yield RECEIPTS, ("salt",), "要 32 个十六进制字；请用 scripts/receipts 再封一次"
    elif hashlib.sha256(bytes.fromhex(receipts.salt) + records.sealed).hexdigest() != receipts.sha256:
        yield SEALED, (), f"和 {RECEIPTS} 对不上，可能只提交了一个；请用 scripts/receipts 再封一次，两个一起提交"
    elif len(records.sealed) != receipts.shards * _SHARD:
        yield RECEIPTS, ("shards",), "分的片数和文件大小对不上；请用 scripts/receipts 再封一次"


def example_codes_stand_on_sample_sites_only(records: Records) -> Iterator[Finding]:
    """示例码只能出现在示例站上：有了码就能看到那一件事。"""
    if records.receipts and records.receipts.samples and not records.town.sample:
        yield RECEIPTS, ("samples",), "真实的站上不能有示例码；请用 scripts/receipts 再封一次"
