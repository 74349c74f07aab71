"""`scripts/demo-ledger`: an invented ledger to try things out with, and to make the demo site's releases from."""

from __future__ import annotations

from pathlib import Path

import click

from commands.ledger.codebook import codebook_of
from commands.project import ROOT, problems_end_it
from zhishuo.ledger import demo, releasing, sources
from zhishuo.reading import read


@click.command(
    help=(
        "生成一本编造的示例台账 OUT（csv），时间从 2025-09 到 2026-10，写在仓库外面。"
        "里面的人名、电话、内容都是“示例”，用来看清这些列不会被读取。同一个种子，同样的内容。"
        "旁边再写一张答复表 OUT.replies.csv，给 scripts/receipts 用。"
    )
)
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--seed", default=1, show_default=True, help="随机数种子。")
@click.option("--requests", default=5000, show_default=True, help="每年大约多少件诉求。")
def command(out: Path, seed: int, requests: int) -> None:
    """Write the ledger with the town's own names of communities, grades, categories and channels."""
    with problems_end_it("没有写任何文件。"):
        sources.refuse_inside(out, ROOT)
        text = demo.written(codebook_of(read(ROOT)), seed, requests)
        releasing.write(out, text)
        replies = out.with_name(f"{out.stem}.replies.csv")
        releasing.write(replies, demo.replies(text))
    click.echo(f"已写成 {out}，共 {text.count(chr(10)) - 1} 行；答复表 {replies.name}。")
