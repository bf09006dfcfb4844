"""命令行: the `yimen` command. Sub-commands are imported only when one is used.

Exit codes: 0 done; 1 stopped or failed by the command's own check; 2 wrong use or a refused
request; 3 the port or the data folder is taken; 4 the database or another base service does not
answer; 5 a supervised process ended by itself. A `Problem` becomes clean text on stderr.
"""

from importlib import import_module
from typing import Any

import click

from yimen import __version__
from yimen.kernel.problems import Problem, Unavailable

_EPILOG = """\b
退出码：
  0  完成            1  命令自身的检查没有通过，或被中断
  2  用法或输入有误  3  端口或数据目录已被占用
  4  数据库等基础服务没有应答
  5  受看护的进程意外结束（yimen up）
"""


def exit_code(problem: Problem) -> int:
    """退出码: the problem's own `exit_code`, else 4 for `Unavailable` and 2 for the rest."""
    own = getattr(problem, "exit_code", None)
    if isinstance(own, int):
        return own
    return 4 if isinstance(problem, Unavailable) else 2


class LazyGroup(click.Group):
    """命令组: commands given as `name → (module:attribute, one line of help)`.

    Listing them needs no import, so that `--help` is quick and works before anything is set up.
    """

    def __init__(self, *args: Any, lazy: dict[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """命令名: in the order in which they are declared."""
        return [*self._lazy, *self.commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """取命令: imports the command's module."""
        if cmd_name not in self._lazy:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = self._lazy[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """列出命令: names and their line of help."""
        rows = [(name, summary) for name, (_, summary) in self._lazy.items()]
        rows += [(name, group.get_short_help_str()) for name, group in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


class _Main(LazyGroup):
    """The outermost group: turns a `Problem` from anywhere into text and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Problem as problem:
            click.secho(f"错误：{problem.title}", fg="red", bold=True, err=True)
            if problem.detail != problem.title:
                click.echo(problem.detail, err=True)
            for fault in problem.errors:
                click.echo(f"  {fault.field}：{fault.message}", err=True)
            ctx.exit(exit_code(problem))


@click.group(
    cls=_Main,
    lazy={
        "up": ("yimen.cli.up:command", "启动整个平台：数据库、网站和后台任务"),
        "manage": ("yimen.cli.manage:command", "运行 Django 管理命令（migrate、shell……）"),
        "deadline": ("yimen.cli.deadline:command", "计算期限，并说明是怎样算出来的"),
        "search": ("yimen.cli.search:command", "用自己的话查找事项和一件事"),
    },
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="yimen")
def main() -> None:
    """一门：一座城市全部政务服务的一扇门。"""


def _group(name: str, about: str, lazy: dict[str, tuple[str, str]]) -> None:
    main.add_command(LazyGroup(name, lazy=lazy, help=about, no_args_is_help=True))


_group(
    "plan",
    "改革方案：导入公布的文本，查看每一条的落实情况。",
    {
        "import": ("yimen.cli.plan_import:command", "读取公布的改革方案文本"),
        "show": ("yimen.cli.plan_show:command", "显示一条任务：由什么落实、用什么衡量"),
    },
)
_group(
    "demo",
    "演示：以各方身份通过接口走完整个办事过程。",
    {"startup": ("yimen.cli.demo_startup:command", "走完一次企业开办")},
)
_group(
    "pack",
    "城市包：一座城市的全部定义。",
    {
        "check": ("yimen.cli.pack_check:command", "检查城市包，指出文件、行号和改法"),
        "diff": ("yimen.cli.pack_diff:command", "比较两个城市包，用法制人员的话说改了什么"),
        "test": ("yimen.cli.pack_test:command", "测试城市包：在各种情形下是否得出应有的结果"),
        "simulate": ("yimen.cli.pack_simulate:command", "模拟办件：排多久的队，多久办完"),
        "export": ("yimen.cli.pack_export:command", "把施行中的目录写回城市包的文件"),
        "publish": ("yimen.cli.pack_publish:command", "把文件夹里的改动做成变更单送审"),
    },
)
_group(
    "item",
    "事项：已发布的事项。",
    {"show": ("yimen.cli.item_show:command", "显示事项在某一天的内容和各个版本")},
)
_group(
    "ledger",
    "存证日志：全部事件的、只能增长的默克尔树。",
    {
        "audit": ("yimen.cli.ledger:audit", "审计：指出被改动、删除或插入的事件"),
        "seal": ("yimen.cli.ledger:seal", "立即封存并签发检查点"),
        "key": ("yimen.cli.ledger:key", "显示供公布的公钥"),
    },
)
_group(
    "verify",
    "核验：不依靠平台，检查平台给出的证据。",
    {"receipt": ("yimen.cli.verify_receipt:command", "核验回执，不需要数据库")},
)
_group(
    "flow",
    "流程：与 BPMN 2.0 互换。",
    {
        "export": ("yimen.cli.flow_export:command", "把事项或一件事的流程写成 BPMN 2.0"),
        "import": ("yimen.cli.flow_import:command", "由 BPMN 2.0 起草流程，列出没有导入的内容"),
    },
)
