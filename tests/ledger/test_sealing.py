"""Sealed receipts: whoever has the code reads one, nobody else learns anything, not even how many there are."""

from __future__ import annotations

import datetime as dt
import os
import random
import zlib
from collections import Counter

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zhishuo.ledger.codes import LENGTH, SYMBOLS, code_of, grouped
from zhishuo.ledger.sealing import ENTRY, LOCATOR, PLAIN, SHARD, TEXT, Receipt, Sealed, sealed, shards_for
from zhishuo.problems import ProblemsError

KEY = b"a town's secret key"
DAY = dt.date(2026, 10, 3)


def receipts(number: int, reply: str = "水管已经修好，请您再看一眼。") -> list[Receipt]:
    codes = {"grade": 1, "community": 3, "category": 2, "outcome": 2}
    return [
        Receipt(code_of(KEY, f"{n}"), {"registered": DAY, "settled": DAY}, codes, "水务站", reply)
        for n in range(number)
    ]


def opened(found: Sealed, code: str) -> bytes | None:
    """Open one receipt as the page does, by what the design says alone."""
    derived = HKDF(SHA256(), LOCATOR + 32, found.salt, b"zhishuo receipt 1").derive(code.encode())
    locator, key = derived[:LOCATOR], derived[LOCATOR:]
    shard = int.from_bytes(locator[:4], "big") * found.shards >> 32
    entries = [found.data[(shard * SHARD + place) * ENTRY :][:ENTRY] for place in range(SHARD)]
    for entry in entries:
        if entry[:LOCATOR] == locator:
            return ChaCha20Poly1305(key).decrypt(bytes(12), entry[LOCATOR:], locator)
    return None


def test_a_code_has_80_bits_and_a_check_symbol_that_finds_every_slip_of_the_pen() -> None:
    codes = {code_of(KEY, f"{number}") for number in range(2_000)}
    assert len(codes) == 2_000
    for code in codes:
        assert len(code) == LENGTH + 1
        assert set(code) <= set(SYMBOLS)
        assert not set(code) & set("ILOU")
        assert is_right(code)
    # Every other symbol in one place, and any two neighbours that changed places.
    code = code_of(KEY, "1")
    for place, symbol in enumerate(code):
        assert not any(is_right(code[:place] + other + code[place + 1 :]) for other in SYMBOLS if other != symbol)
        if place and code[place - 1] != symbol:
            assert not is_right(code[: place - 1] + symbol + code[place - 1] + code[place + 1 :])
    assert grouped(code).replace("-", "") == code


def is_right(code: str) -> bool:
    number = sum(SYMBOLS.index(symbol) * 32**power for power, symbol in enumerate(reversed(code[:-1])))
    return SYMBOLS[number % 37 : number % 37 + 1] == code[-1]


def test_a_lost_slip_gets_its_code_again_and_another_key_gives_others() -> None:
    assert code_of(KEY, "20261000001") == code_of(KEY, "20261000001")
    assert code_of(KEY, "20261000001") != code_of(b"another", "20261000001")


def test_every_receipt_is_opened_by_its_code_and_by_no_other() -> None:
    every = receipts(200)
    found = sealed(every, os.urandom)
    for receipt in every:
        plain = opened(found, receipt.code)
        assert plain
        assert len(plain) == PLAIN
        assert "水管已经修好，请您再看一眼。".encode("gb18030") in plain
    assert opened(found, code_of(KEY, "unknown")) is None


def test_changed_bytes_are_refused() -> None:
    (receipt,) = receipts(1)
    found = sealed([receipt], os.urandom)
    derived = HKDF(SHA256(), LOCATOR + 32, found.salt, b"zhishuo receipt 1").derive(receipt.code.encode())
    place = found.data.index(derived[:LOCATOR])
    for offset in (LOCATOR, ENTRY - 1):
        changed = bytearray(found.data)
        changed[place + offset] ^= 1
        with pytest.raises(InvalidTag):
            opened(Sealed(found.salt, found.shards, bytes(changed)), receipt.code)


def test_ten_receipts_look_like_a_thousand() -> None:
    """The same number of bytes, in as many shards; no byte more frequent than chance, nothing that can be packed."""
    few, many = sealed(receipts(10), os.urandom), sealed(receipts(1_000, "一样的话" * 15), os.urandom)
    assert (len(few.data), few.shards) == (len(many.data), many.shards) == (32 * SHARD * ENTRY, 32)
    for found in (few, many):
        assert len(zlib.compress(found.data, 9)) > len(found.data)
        expected = len(found.data) / 256
        chi = sum((count - expected) ** 2 / expected for count in Counter(found.data).values())
        assert 150 < chi < 400, "255 degrees of freedom: chance leaves this once in a million times"
        for shard in range(found.shards):
            entries = [found.data[(shard * SHARD + place) * ENTRY :][:LOCATOR] for place in range(SHARD)]
            assert entries == sorted(entries), "the order says nothing"
            assert len(set(entries)) == SHARD
            assert {int.from_bytes(entry[:4], "big") * found.shards >> 32 for entry in entries} == {shard}


def test_no_text_is_readable_in_the_file() -> None:
    data = sealed(receipts(50), os.urandom).data
    for encoding in ("utf-8", "gb18030", "utf-16"):
        assert "水管".encode(encoding) not in data
    assert not any(receipt.code.encode() in data for receipt in receipts(50))


def test_each_sealing_is_new_from_the_first_byte() -> None:
    """Two months of the same requests share no entry: who compares them learns nothing of what was added."""
    one, other = (sealed(receipts(100), os.urandom) for _ in range(2))
    entries = [
        {found.data[start : start + LOCATOR] for start in range(0, len(found.data), ENTRY)} for found in (one, other)
    ]
    assert entries[0].isdisjoint(entries[1])


@pytest.mark.parametrize(("number", "shards"), [(0, 32), (1_024, 32), (1_025, 64), (5_000, 256), (65_537, 4_096)])
def test_the_number_of_shards_follows_from_the_size_class(number: int, shards: int) -> None:
    assert shards_for(number) == shards


def test_a_full_size_class_has_room() -> None:
    chance = random.Random(7)  # noqa: S311 - test data, no secret
    assert len(sealed(receipts(2_048), chance.randbytes).data) == 64 * SHARD * ENTRY


def test_a_text_that_is_too_long_is_refused() -> None:
    longest = "字" * (TEXT // 2 - len("水务站"))
    assert opened(sealed(receipts(1, longest), os.urandom), receipts(1)[0].code)
    with pytest.raises(ProblemsError, match="太长"):
        sealed(receipts(1, longest + "字"), os.urandom)
