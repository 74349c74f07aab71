"""Writes a guessed mapping as a commented file, for staff to correct."""

from __future__ import annotations

import json
from collections.abc import Sequence

from zhishuo.ledger.columns import COLUMNS, is_private, one_line
from zhishuo.ledger.mapping import Mapping

_HEAD = """\
# 台账列名对照表。程序按表头猜了一份，请对着台账检查，改好后再运行一次。
# 左边是标准列（不要改），右边是台账里的列名；台账没有的列，行首留着 # 就不读。
columns:
"""
_TAIL = """
# 日期的先后：ymd 年月日，dmy 日月年，mdy 月日年。
dates: {dates}

# 台账里的写法和镇里的叫法不同时，写在这里。例：
# words:
#   community:
#     xinmin: [新民居委会, 新民村]
#   outcome:
#     solved: [办妥]

# 整本台账都一样、又没有单独一列的，写在这里。例：
# constants:
#   channel: phone

# 台账没有等级、只有承诺时限时，按天数定等级（红、橙、黄最多几天，再长是蓝）。例：
# grade:
#   promised_days: [1, 3, 10]

# 表格文件里有几张工作表时，写明用哪一张。例：
# sheet: 台账
"""


def written(mapping: Mapping, headers: Sequence[str]) -> str:
    """Return `mapping` as the text of a mapping file; read again it gives the same mapping."""
    lines = []
    for name, column in COLUMNS.items():
        header = mapping.columns.get(name)
        entry = f"  {name}: {json.dumps(header, ensure_ascii=False)}" if header else f"  # {name}:"
        lines.append(f"{entry}  # {column.title}")
    used = set(mapping.columns.values())
    # Where no header is known, the first row may be none: its cells are not to be written down.
    rest = [one_line(header) for header in headers if header not in used] if used else []
    private = [header for header in rest if is_private(header)]
    unused = [header for header in rest if not is_private(header)]
    notes = [
        f"\n# 台账里没有用上的列：{'、'.join(unused) or '无'}",
        f"# 像联系方式或自由文字、不许读取的列：{'、'.join(private) or '无'}\n",
    ]
    return _HEAD + "\n".join(lines) + "\n" + "\n".join(notes) + _TAIL.format(dates=mapping.dates)
