"""Numbers and addresses of nobody, and what only looks like them: made up for `scripts/bench --gate` and the tests.

Every maker takes a `random.Random`, so that a seed gives the same again.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

Chance: TypeAlias = random.Random

_PROVINCES = ("11", "13", "22", "31", "37", "44", "51", "65")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_WORDS = ("lou", "wang", "xiao", "hua", "da", "ming", "shui", "deng")
_FULL = str.maketrans("0123456789", "０１２３４５６７８９")
_HANZI = str.maketrans("0123456789", "零一二三四五六七八九")
_SPOKEN = str.maketrans("0123456789", "〇幺二三四五六七八九")
_UNSEEN = ("\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad")
_GAPS = (" ", "\u00a0", "\u3000", "\u2009", "-", "－", "—", "‑", " - ", ".", "·", "*")


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A text in which `said` stands, and what it is; `kind` is empty where it gives nobody away."""

    kind: str
    said: str
    text: str

    @property
    def place(self) -> tuple[int, int]:
        """Return start and end of what was said."""
        start = self.text.index(self.said)
        return start, start + len(self.said)


def digits(chance: Chance, number: int) -> str:
    """Return so many digits."""
    return "".join(chance.choice("0123456789") for _ in range(number))


def mobile(chance: Chance) -> str:
    """Return a mobile phone's number."""
    return f"1{chance.choice('3456789')}{digits(chance, 9)}"


def landline(chance: Chance) -> str:
    """Return a landline's number with its area."""
    area = chance.choice(("010", "021", "0312", "0991", "0571", "028"))
    return f"{area}-{chance.choice('23456789')}{digits(chance, 7 if len(area) == 3 else chance.choice((6, 7)))}"  # noqa: PLR2004 - large towns have eight


def service(chance: Chance) -> str:
    """Return a service number."""
    return f"{chance.choice('48')}00-{digits(chance, 3)}-{digits(chance, 4)}"


def resident_id(chance: Chance, *, right: bool = True) -> str:
    """Return an id of 18 characters whose last one is right, or not."""
    day = dt.date(1930, 1, 1) + dt.timedelta(chance.randrange(33_000))
    body = f"{chance.choice(_PROVINCES)}{digits(chance, 4)}{day:%Y%m%d}{digits(chance, 3)}"
    check = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11
    return body + "10X98765432"[check if right else (check + chance.randrange(1, 11)) % 11]


def old_id(chance: Chance) -> str:
    """Return an id of 15 digits."""
    day = dt.date(1930, 1, 1) + dt.timedelta(chance.randrange(25_000))
    return f"{chance.choice(_PROVINCES)}{digits(chance, 4)}{day:%y%m%d}{digits(chance, 3)}"


def card(chance: Chance) -> str:
    """Return a bank's card number of 16 or 19 digits."""
    body = chance.choice(("6222", "6217", "4367", "5187")) + digits(chance, chance.choice((11, 14)))
    total = sum(sum(divmod((2 - place % 2) * int(digit), 10)) for place, digit in enumerate(reversed(body)))
    return f"{body}{-total % 10}"


def plate(chance: Chance) -> str:
    """Return a car's plate, of five characters or of six."""
    rest = digits(chance, 5) if chance.random() < 0.5 else f"{chance.choice('DF')}{digits(chance, 5)}"  # noqa: PLR2004 - half of them electric
    return f"{chance.choice('京冀沪粤川')}{chance.choice('ABCF')}{chance.choice(('', '·', ' '))}{rest}"


def account(chance: Chance) -> str:
    """Return the name of an account."""
    return f"{chance.choice(_WORDS)}{chance.choice(('_', ''))}{chance.choice(_WORDS)}{digits(chance, 3)}"


def wechat(chance: Chance) -> str:
    """Return a WeChat account with the words before it."""
    return f"{chance.choice(('微信', '微信号：', '微信号是', 'wx：', 'V信 ', 'WeChat: '))}{account(chance)}"


def qq(chance: Chance) -> str:
    """Return a QQ number with the words before it."""
    words = chance.choice(("QQ", "QQ：", "qq号", "QQ群 ", "扣扣是"))
    return f"{words}{chance.choice('123456789')}{digits(chance, chance.randrange(5, 10))}"


def email(chance: Chance) -> str:
    """Return an e-mail address, disguised now and then."""
    at, dot = chance.choice((("@", "."), ("＠", "．"), ("@", "。"), (" @ ", "."), ("(at)", "."), ("[at]", "[dot]")))
    return f"{account(chance)}{at}{chance.choice(('163', 'qq', 'sina'))}{dot}com"


def door(chance: Chance) -> str:
    """Return an address down to a door."""
    building, unit, floor, room = (chance.randrange(1, most) for most in (30, 6, 19, 5))
    number = f"{floor}{room:02}"
    return chance.choice(
        (
            f"{building}栋{unit}单元{number}室",
            f"{building}号楼{unit}单元{number}",
            f"{unit}单元{number}户",
            f"{building}幢{number}室",
            f"{building}号楼{floor}楼{chance.choice('东西中')}户",
            f"{unit}单元{floor}层{room}号",
            f"{building}栋{unit}单元",
            f"门牌号{building}",
            f"幸福路{building}号",
            f"和平巷{building}-{room}号",
            f"春光小区{building}-{unit}-{number}",
        )
    )


def place(chance: Chance) -> str:
    """Return a place in China on the map."""
    north, east = chance.uniform(19, 53), chance.uniform(74, 134)
    return chance.choice(
        (
            f"{north:.5f},{east:.5f}",
            f"{east:.4f}, {north:.4f}",
            f"北纬{north:.4f}",
            f"{north:.6f}°N {east:.6f}°E",
            f"{int(north)}°{chance.randrange(60)}′{chance.randrange(60)}″",
        )
    )


def name(chance: Chance) -> str:
    """Return a person's name."""
    family, given = (
        chance.choice("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"),
        chance.choice("伟芳娜敏静丽强磊军勇杰娟涛超兰霞刚英萍红"),
    )
    return f"{family}{given}{chance.choice(('', *'芳英华玲珍明国军平生林梅'))}"


def nothing(chance: Chance) -> str:
    """Return a number that gives nobody away."""
    count, day = chance.randrange(5, 20_000), dt.date(2024, 1, 1) + dt.timedelta(chance.randrange(1000))
    return chance.choice(
        (
            f"{count} 件",
            f"{count * 100_000} 元",
            f"{chance.randrange(10**10, 10**11)} 元",
            f"{day}",
            f"{day:%Y年%m月%d日}",
            f"{chance.randrange(100, 999)} {day}",
            f"{count} {day:%Y-%m}",
            f"{day:%Y%m%d}{digits(chance, 4)}",
            f"第 {count} 号单子",
            f"{chance.randrange(2, 40)}号楼{chance.randrange(20, 99) * 10}户",
            f"{chance.randrange(2, 40)} 栋楼 {chance.randrange(2, 99)} 个单元",
            f"{day.month}月{day.day}号",
            f"{chance.choice(('12345', '110', '120', '12315'))} 热线",
            f"{chance.randrange(1, 99)}.{chance.randrange(10)}%",
            f"{chance.randrange(2, 5)}室{chance.randrange(1, 3)}厅",
            f"{chance.randrange(7, 12)}:{chance.randrange(10, 60)}-17:{chance.randrange(10, 60)}",
            f"{count}、{count * 2}、{count * 3}",
            "微信公众号和微信群",
            "王阿姨和李老板",
        )
    )


def disguised(chance: Chance, number: str) -> str:
    """Return a number as people write it who do not want it found, or who mean well."""
    bare = number.replace("-", "")
    return chance.choice(
        (
            lambda: number,
            lambda: bare,
            lambda: bare.translate(_FULL),
            lambda: bare.translate(_HANZI),
            lambda: bare.translate(_SPOKEN),
            lambda: "".join(char.translate(chance.choice((_FULL, _HANZI, _SPOKEN, {}))) for char in bare),
            lambda: _parted(chance, bare, _GAPS, 0.3),
            lambda: _parted(chance, bare, _UNSEEN, 0.5),
            lambda: _parted(chance, bare.translate(_FULL), (*_GAPS, *_UNSEEN), 0.3),
        )
    )()


def _parted(chance: Chance, number: str, between: tuple[str, ...], share: float) -> str:
    head = "".join(char + (chance.choice(between) if chance.random() < share else "") for char in number[:-1])
    return head + number[-1]


PERSONS: dict[str, Callable[[Chance], str]] = {
    "手机号": lambda chance: disguised(chance, mobile(chance)),
    "固定电话": lambda chance: disguised(chance, landline(chance)),
    "服务电话": lambda chance: disguised(chance, service(chance)),
    "身份证号": lambda chance: disguised(chance, chance.choice((resident_id, old_id))(chance)),
    "身份证号（校验码不对）": lambda chance: disguised(chance, resident_id(chance, right=False)),
    "银行卡号": lambda chance: disguised(chance, card(chance)),
    "车牌号": plate,
    "微信号": wechat,
    "QQ 号": qq,
    "电子邮箱": email,
    "门牌地址": door,
    "坐标": place,
    "姓名": name,
}
_BEFORE = ("楼上漏水，问了", "记的是", "他说", "本子上写着", "来的人留了", "", "（", "“", "请找：")
_AFTER = ("，第二天就有人来。", "。", "，还没有办。", "）", "”。", "", "\n后来办好了。")


def texts(seed: int, each: int) -> Iterator[MadeUp]:
    """Yield `each` texts of every kind, and as many with nothing in them as of all kinds together."""
    chance = random.Random(seed)  # noqa: S311 - a workload, no secret
    for kind, make in PERSONS.items():
        for _ in range(each):
            yield _in_a_sentence(chance, kind, make(chance))
    for _ in range(each * len(PERSONS)):
        yield _in_a_sentence(chance, "", nothing(chance))


def _in_a_sentence(chance: Chance, kind: str, said: str) -> MadeUp:
    return MadeUp(kind, said, f"{chance.choice(_BEFORE)}{said}{chance.choice(_AFTER)}")
