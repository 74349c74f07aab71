"""Receipts, sealed: what became of one request, readable by whoever has its code, and telling nobody else anything.

Each receipt is a record of one length under a key of its own. Locator and key follow from code and salt by HKDF-SHA-256
(RFC 5869); the cipher is ChaCha20-Poly1305 (RFC 8439), whose nonce is always 0 because a key seals one record only.
Records stand sorted in shards of 64, filled up with random bytes, which nobody can tell from records; the number
of shards follows from a size class, not from the number of receipts. Every sealing takes a new salt.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import struct
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zhishuo.problems import Problem, ProblemsError

LOCATOR, PLAIN, TAG = 8, 204, 16
ENTRY = LOCATOR + PLAIN + TAG
SHARD = 64
# Days are counted from here, in two bytes; 0 stands for no day.
EPOCH = dt.date(1999, 12, 31)
LAST = EPOCH + dt.timedelta(2**16 - 1)
DATES = ("registered", "accepted", "dispatched", "due", "settled", "replied", "struck_off")
CODES = ("grade", "community", "category", "outcome")
_VERSION = 1
_HEAD = struct.Struct(f">B{len(CODES)}B{len(DATES)}HBB")
# What texts may take together: Chinese takes two bytes a character (GB 18030), which every browser reads.
TEXT = PLAIN - _HEAD.size
_ENCODING = "gb18030"
_INFO = b"zhishuo receipt 1"
# A shard of 64 is half full on average: chance seldom overfills one, and then another salt is taken.
_MEAN = SHARD // 2
_LEAST_SHARDS, _TRIES = 32, 50


@dataclass(frozen=True, slots=True)
class Receipt:
    """One request: its days by DATES (missing: not yet), its codes by CODES as places in lists, office and reply."""

    code: str
    days: Mapping[str, dt.date]
    codes: Mapping[str, int]
    unit: str = ""
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What may be published: the salt, and the shards one after the other (shape: shards × SHARD × ENTRY bytes)."""

    salt: bytes
    shards: int
    data: bytes


def sealed(receipts: Sequence[Receipt], random: Callable[[int], bytes]) -> Sealed:
    """Return `receipts` sealed under a new salt; `random` gives so many bytes fit for secrets.

    Raises ProblemsError when a text is too long or a day cannot be written.
    """
    plain = {receipt.code: _packed(receipt) for receipt in receipts}
    shards = shards_for(len(plain))
    for _ in range(_TRIES):
        salt = random(16)
        entries: defaultdict[int, list[bytes]] = defaultdict(list)
        for code, record in plain.items():
            locator, key = _derived(code, salt)
            entries[shard_of(locator, shards)].append(
                locator + ChaCha20Poly1305(key).encrypt(bytes(12), record, locator)
            )
        if max(map(len, entries.values()), default=0) <= SHARD:
            data = b"".join(
                entry for place in range(shards) for entry in _filled(entries[place], place, shards, random)
            )
            return Sealed(salt, shards, data)
    raise ProblemsError([Problem("", 0, "receipts", "回执分不匀，请再运行一次")])


def shards_for(number: int) -> int:
    """Return the number of shards of the size class of so many receipts, a power of two."""
    shards = _LEAST_SHARDS
    while shards * _MEAN < number:
        shards *= 2
    return shards


def shard_of(locator: bytes, shards: int) -> int:
    """Return the shard a locator belongs to: its first bits."""
    return int.from_bytes(locator[:4], "big") * shards >> 32


def room(unit: str, reply: str) -> int:
    """Return how many bytes office and reply leave free together, less than 0 when they do not fit."""
    return TEXT - sum(len(text.encode(_ENCODING)) for text in (unit, reply))


def _derived(code: str, salt: bytes) -> tuple[bytes, bytes]:
    found = HKDF(SHA256(), LOCATOR + 32, salt, _INFO).derive(code.encode())
    return found[:LOCATOR], found[LOCATOR:]


def _filled(entries: Sequence[bytes], place: int, shards: int, random: Callable[[int], bytes]) -> Iterator[bytes]:
    """Yield a shard's entries in order, random ones among them, whose locators begin as those of the shard do."""
    span = 2**32 // shards
    dummies = (
        (place * span + int.from_bytes(random(4), "big") % span).to_bytes(4, "big") + random(ENTRY - 4)
        for _ in range(SHARD - len(entries))
    )
    yield from sorted((*entries, *dummies))


def _packed(receipt: Receipt) -> bytes:
    unit, reply = (text.encode(_ENCODING) for text in (receipt.unit, receipt.reply))
    if room(receipt.unit, receipt.reply) < 0:
        raise ProblemsError([Problem("", 0, "reply", "承办单位和公开答复太长")])
    if odd := [day for day in receipt.days.values() if not EPOCH < day <= LAST]:
        raise ProblemsError([Problem("", 0, "日期", f"{odd[0]} 太早或者太晚，写不进回执")])
    days = [(receipt.days[name] - EPOCH).days if name in receipt.days else 0 for name in DATES]
    codes = [receipt.codes[name] for name in CODES]
    return (_HEAD.pack(_VERSION, *codes, *days, len(unit), len(reply)) + unit + reply).ljust(PLAIN, b"\0")


def digest(closed: Sealed) -> str:
    """Return the SHA-256 of salt and shards, as the index names it."""
    return hashlib.sha256(closed.salt + closed.data).hexdigest()
