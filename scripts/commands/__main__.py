"""`scripts/zhishuo COMMAND`: one command line; a command's module is imported only when it is called."""

from __future__ import annotations

import gettext
import importlib
import os
from pathlib import Path

import click

COMMANDS: dict[str, str] = {
    "build": "检查数据，生成网站到 site/",
    "check": "只检查数据，一次列出所有问题，不生成网站",
    "new": "写一份带说明的空白记录，照着填",
    "serve": "在本机预览，改了文件自动重新生成",
    "edit": "在浏览器里用表单改 data/ 里的内容，存一次就是一次提交",
    "release": "从台账算出一个月的公布数字",
    "preview": "放上网以前看一遍：哪些网页、哪些话会变，新公布的数怎样保护",
    "publish": "生成网站，放到公开的文件夹里，一步换成新的",
    "rollback": "公开的网站换回上一版",
    "verify": "核对全部已公布的数字：校验码、相加、证书",
    "attack": "站在外人的位置攻击公布的数字，看猜得出什么",
    "receipts": "查我的事：封存回执，打印带码的纸条",
    "posters": "画展板和分享图，写每月发群的话",
    "export": "把网站写成 Zensical 的项目",
    "demo-ledger": "生成示例台账（放在仓库外面）",
    "schema": "重写字段说明：data/schema/ 和 data/README.md",
    "test": "运行全部测试",
    "fuzz": "把坏的、有恶意的文件成千上万地喂给每一处读文件的程序",
    "bless": "接受测试样板的新结果",
    "handbook": "把各社区做法印成一本 PDF 手册",
    "screenshots": "给每种网页各拍一组照片，供自己看",
    "bench": "量时间、内存和网页大小",
    "lock": "按 pyproject.toml 重写锁定文件",
    "licences": "列出用到的软件包和许可；查已知的漏洞",
    "vendor": "重新打包网页用的加密库、展板用的字体",
}


class _Commands(click.Group):
    """The group of all commands, listed in the order a newcomer needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the signature is click's
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"commands.{cmd_name.replace('-', '_')}")
        command = module.command
        if not isinstance(command, click.Command):
            raise TypeError(f"commands.{cmd_name} has no click command")
        command.options_metavar = "[选项]"
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - the signature is click's
        """List the commands without importing them."""
        with formatter.section("命令"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(
    cls=_Commands,
    options_metavar="",
    subcommand_metavar="命令 [选项]",
    context_settings={"help_option_names": ["-h", "--help"]},
)
def zhishuo() -> None:
    """直说：把居民诉求办得怎么样、17 个社区做得好的事，做成一个大家看得到的网站。

    每个命令都可以加 --help 看说明，例如 scripts/build --help。
    """


def main() -> None:
    """Run the command line with click's own words in Chinese."""
    os.environ["LANGUAGE"] = "zh"
    gettext.bindtextdomain("messages", str(Path(__file__).with_name("locale")))
    zhishuo(prog_name="scripts/zhishuo")


if __name__ == "__main__":
    main()
