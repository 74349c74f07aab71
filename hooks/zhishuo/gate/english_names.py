"""Persons' names in English texts: Mr Zhang, and Zhang Jianguo or Jianguo Zhang in pinyin with capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator

# In pinyin; He and An are left out, which begin English sentences.
_FAMILIES = (
    "Wang Li Zhang Liu Chen Yang Zhao Huang Zhou Wu Xu Sun Hu Zhu Gao Lin Guo Ma Luo Liang Song Zheng Xie Han "
    "Tang Feng Yu Dong Xiao Cheng Cao Yuan Deng Fu Shen Zeng Peng Lu Lyu Su Jiang Cai Jia Ding Wei Xue Ye Yan Pan "
    "Du Dai Xia Zhong Tian Ren Fan Fang Shi Yao Tan Liao Zou Xiong Jin Hao Kong Bai Cui Kang Mao Qiu Qin Gu Hou "
    "Shao Meng Long Wan Duan Lei Qian Yin Qiao Ouyang Sima Zhuge"
)
_SYLLABLE = (
    "(?:(?:zh|[bpmfdtnlgkhjqxrzcsyw]h?)?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|van|ai|an|ao|ei|en|er|"
    "ia|ie|in|iu|ou|ua|ue|ui|un|uo|ve|[aeiouvü]))"
)
_GIVEN = rf"(?=[A-Z])(?i:{_SYLLABLE}(?:[-’' ]?{_SYLLABLE})?)"
_FAMILY = f"(?:{'|'.join(_FAMILIES.split())})"
_PLACES = (
    "(?! (?i:road|street|lane|village|town|community|estate|park|county|city|river|lake|mountain|district|square))"
)
_CAPITAL = re.compile(" [A-Z]")  # what is in all of them
_PATTERNS = (
    re.compile(r"\b(?:[Mm](?:rs?|s|iss)|M(?:RS?|S))\.? [A-Z][a-z]+"),
    re.compile(rf"\b{_FAMILY} {_GIVEN}\b{_PLACES}"),
    re.compile(rf"\b(?=[A-Z])(?i:{_SYLLABLE}-?{_SYLLABLE}) {_FAMILY}\b{_PLACES}"),
)


def english_names(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of every name in a text whose capitals are as they were written."""
    if _CAPITAL.search(text):
        yield from (match.span() for pattern in _PATTERNS for match in pattern.finditer(text))
