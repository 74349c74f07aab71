"""Whether a hit can be what it looks like: ids and cards by their own check digits, phones by not being dates."""

from __future__ import annotations

import datetime as dt
import re
from typing import TypeAlias

Match: TypeAlias = re.Match[str]

_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?|\.\d{1,2}\.\d{1,2})(?!\d)")
_MACHINE = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
# The provinces, GB/T 2260: what an id begins with.
_PROVINCE = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
# What banks' cards begin with, and how long they are.
_CARD = re.compile(r"(?=\d{16,19}$)(?:6|4|5[1-5]|35|9558|22[2-9]|2[3-6]\d|27[0-2])|3[47]\d{13}$")

# The nation's lines for everyone, no firm's and no person's, that notices tell residents to call: electricity, fraud,
# fire in forests. 12345, 12306 and 110 are too short to be found; a bank's and an office's stand in data/town.yml.
_PUBLIC_SERVICES = frozenset({"95598", "96110", "95119"})
_OF_MESSENGERS = re.compile(
    "pay|android|windows|mobile|official|program|group|moment|channel|mini|service|account|public|iphone|platform|"
    "scan|qrcode|openid|harmony|mac"
)


def bare(text: str) -> str:
    """Return the letters and digits of a plain text; the sign × is the X at the end of an id."""
    return re.sub(r"[\W_一]", "", text.replace("×", "x"))


def is_dialled(match: Match) -> bool:
    """Return whether a number is no address of a machine and none of it a day or a month, as in `138 2026-10-31`."""
    return not _DATE.search(match["id"]) and not _MACHINE.fullmatch(match["id"])


def is_no_public_service(match: Match) -> bool:
    """Return whether this is not one of the lines that everyone may be told to call."""
    return bare(match["id"]) not in _PUBLIC_SERVICES


def is_id(match: Match) -> bool:
    """Return whether this is a resident's id: it names a province and a day of birth, and its last character is right.

    Ids of 15 digits have no check digit and are of the 20th century. GB 11643; ISO 7064 MOD 11-2
    """
    found = bare(match["id"])
    return is_born(found) and (len(found) != len(_WEIGHTS) + 1 or _checks(found))


def is_mistyped_id(match: Match) -> bool:
    """Return whether this is an id but for its last character."""
    found = bare(match["id"])
    return is_born(found) and not _checks(found)


def is_card(match: Match) -> bool:
    """Return whether this is the number of a bank's card."""
    return is_card_number(bare(match["id"]))


def is_card_number(found: str) -> bool:
    """Return whether digits are a bank's card: a known start, a right last digit. ISO/IEC 7812-1."""
    if not _CARD.match(found):
        return False
    digits = [int(digit) for digit in reversed(found)]
    return sum(digits[::2] + [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]) % 10 == 0


def is_plate(match: Match) -> bool:
    """Return whether a car's plate has as many digits as they all have."""
    return sum(map(str.isdigit, match[0])) >= 3  # noqa: PLR2004 - see above


def is_account(match: Match) -> bool:
    """Return whether what follows a messenger's name is an account: it looks like one, or is said to be one.

    After the Chinese name an English word is one as well, 微信zhangsan, unless it is a thing of the messenger's.
    """
    word, said, found = match["word"], match["said"], match["id"]
    is_said = bool(re.search("号|id|[:=是为(>→]", said)) or word[0] in "加+"
    if found.isdigit():
        return is_said
    return bool(re.search(r"[\d_]", found)) or not (_OF_MESSENGERS.match(found) or (word + said).isascii())


def is_place(match: Match) -> bool:
    """Return whether two numbers are a latitude and a longitude in China, in either order."""
    latitude, longitude = sorted(float(number) for number in re.findall(r"\d+\.\d+", match[0]))
    return 18 <= latitude <= 54 and 73 <= longitude <= 136  # noqa: PLR2004 - where China lies


def is_born(found: str) -> bool:
    """Return whether 15 or 18 characters begin like a resident's id, with a province and a day of birth."""
    day = found[6:14] if len(found) == len(_WEIGHTS) + 1 else f"19{found[6:12]}"
    try:
        year = dt.date(int(day[:4]), int(day[4:6]), int(day[6:])).year
    except ValueError:
        return False
    return bool(_PROVINCE.match(found)) and 1880 < year < 2100  # noqa: PLR2004 - whoever lives


def _checks(found: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(found, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == found[-1].upper()
