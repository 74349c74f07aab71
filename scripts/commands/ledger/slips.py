"""The paper slips with the codes of receipts: one page for a browser to print, eight slips to a sheet of A4."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import segno

from zhishuo.ledger.codes import grouped
from zhishuo.ledger.receipts import Request
from zhishuo.reading import Records

SHEET = 8
_STYLE = """
@page { size: A4; margin: 0 }
body { margin: 0; font: 11pt/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; color: #000 }
.sheet { width: 210mm; height: 296mm; display: grid; grid-template: repeat(4, 1fr) / repeat(2, 1fr); break-after: page }
.slip { padding: 7mm 8mm; border: 1px dashed #888; overflow: hidden }
.slip { display: grid; grid-template-columns: 1fr auto; gap: 2mm 5mm }
h1 { font-size: 14pt; margin: 0 }
p { margin: 0 }
.code { grid-column: 1 / -1; font: 700 17pt/1.2 ui-monospace, "Noto Sans Mono", monospace; white-space: nowrap }
.small { grid-column: 1 / -1; font-size: 9pt; line-height: 1.4 }
svg { width: 27mm; height: 27mm }
"""


def slips(requests: Sequence[Request], records: Records, url: str | None) -> str:
    """Return the page of slips for `requests`; with the site's `url` each has a square to scan."""
    sheets = (requests[start : start + SHEET] for start in range(0, len(requests), SHEET))
    body = "".join(
        f'<div class="sheet">{"".join(_slip(request, records, url) for request in sheet)}</div>' for sheet in sheets
    )
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>查我的事：纸条</title>'
        f"<style>{_STYLE}</style></head><body>{body}</body></html>\n"
    )


def _slip(request: Request, records: Records, url: str | None) -> str:
    place = records.communities.get(request.community)
    when = f"{request.registered.year}年{request.registered.month}月{request.registered.day}日"
    where = f"{url.rstrip('/')}/receipt/" if url else "镇里的网站，点“查我的事”"
    square = _square(f"{url.rstrip('/')}/receipt/index.html#{request.receipt.code}") if url else ""
    return (
        f'<section class="slip"><div><h1>查我的事</h1><p>{escape(place.name) if place else ""}</p>'
        f"<p>{when}登记</p><p>登记号 {escape(request.number)}</p></div>{square}"
        f'<p class="code">{grouped(request.receipt.code)}</p>'
        f'<p class="small">{"扫方块图，或打开 " if url else "打开"}{escape(where)}，输入上面的码，看办到了哪一步。'
        "码里没有 I、L、O、U。请收好，不要发在群里：有码的人都看得到。丢了可以到窗口补打。</p></section>"
    )


def _square(address: str) -> str:
    """Return a QR code as inline SVG; half as much again can be dirty before it is unreadable."""
    code = segno.make(address, error="m", micro=False)
    return str(code.svg_inline(border=4, omitsize=True, unit=None))
