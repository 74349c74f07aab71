"""Codes of paper slips: 80 bits as 16 letters and digits nobody mistakes, and one more that tells a slip of the pen.

Crockford's base 32 (no I, L, O, U) and his check symbol, the number modulo 37. A code follows from the town's key and
the request's number: a lost slip can be printed again, and no list of codes lies about.
"""

from __future__ import annotations

import hashlib
import hmac
from itertools import count

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
_BITS, _MODULUS, _GROUP = 80, 37, 4


def code_of(key: bytes, number: str, renewed: int = 0) -> str:
    """Return the code of the request `number`, check symbol last (17 symbols); `key` is the town's secret.

    `renewed` is how many codes of this request were thrown away before, because others had seen them.

    Of the codes in turn the first is taken whose check symbol is a letter or digit too.
    """
    for turn in count():
        said = f"{number}\n{turn}\n{renewed}" if renewed else f"{number}\n{turn}"
        digest = hmac.new(key, said.encode(), hashlib.sha256).digest()
        value = int.from_bytes(digest, "big") >> (256 - _BITS)
        if value % _MODULUS < len(SYMBOLS):
            return f"{_written(value)}{SYMBOLS[value % _MODULUS]}"
    raise AssertionError  # the numbers never end


def grouped(code: str) -> str:
    """Return a code as it is printed: `ABCD-EFGH-JKMN-PQRS-T`."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def _written(value: int) -> str:
    return "".join(SYMBOLS[value >> 5 * place & 31] for place in reversed(range(LENGTH)))
