"""管理命令: Django's management commands, with settings and database in place."""

import click

# These never speak to the database: no server is started for them.
_WITHOUT_DATABASE = frozenset(
    {"check", "collectstatic", "compilemessages", "diffsettings", "findstatic", "help"}
    | {"makemessages", "translations", "version"}
)


@click.command(
    "manage",
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("arguments", metavar="[命令 [参数…]]", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """运行 Django 管理命令，例如 yimen manage migrate；不带命令则列出全部命令。

    使用 DATABASE_URL 指定的数据库；没有指定则使用内置数据库，需要时临时启动。
    """
    from yimen.cli import runtime

    runtime.set_up_django()
    from django.core.management import execute_from_command_line

    line = ["yimen manage", *arguments]
    if not arguments or arguments[0] in _WITHOUT_DATABASE or "--help" in arguments:
        execute_from_command_line(line)
        return
    with runtime.database():
        try:
            execute_from_command_line(line)
        finally:
            runtime.close_connections()
