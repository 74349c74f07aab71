"""`scripts/schema`: write data/schema/*.json and the field tables of data/README.md from the record models."""

from __future__ import annotations

import click

from commands.project import ROOT
from zhishuo.schemas import field_tables, json_schemas


@click.command(help="按记录的定义重写 data/schema/*.json 和 data/README.md 里的字段表。改了 records 以后运行。")
def command() -> None:
    """Write the files that differ and say which."""
    readme = ROOT / "data" / "README.md"
    texts = {ROOT / path: text for path, text in json_schemas().items()}
    texts[readme] = field_tables(readme.read_text(encoding="utf-8"))
    changed = [path for path, text in texts.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(texts[path], encoding="utf-8", newline="\n")
        click.echo(f"已更新 {path.relative_to(ROOT)}")
    click.echo(f"共 {len(texts)} 个文件，更新了 {len(changed)} 个。")
