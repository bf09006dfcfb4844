"""启动: `yimen up`, the whole platform from one command: database, web server and worker."""

import http.client
import io
import ipaddress
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table

from yimen.cli import runtime
from yimen.cli.ports import Taken, check_port
from yimen.cli.supervisor import MARK, Child, Supervisor, interruptible, kill_strays
from yimen.kernel.postgres.locks import open_lock, try_lock
from yimen.kernel.problems import Invalid, Unavailable

if TYPE_CHECKING:
    from yimen.kernel.postgres import EmbeddedServer

_HEALTHY_SECONDS = 90.0
_console = Console(highlight=False)


@click.command("up")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址。")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    envvar="PORT",
    show_default=True,
    show_envvar=True,
    help="监听的端口。",
)
@click.option("--no-demo", is_flag=True, help="不装载演示人员。")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="网站进程数，每个进程同时处理一个请求。",
)
def command(host: str, port: int, no_demo: bool, workers: int) -> None:
    """启动整个平台：数据库（未设 DATABASE_URL 时用内置的）、网站和后台任务。

    按 Ctrl-C 全部停止。数据、日志在 YIMEN_HOME（源码目录下默认为 .yimen）。
    """
    if not no_demo and not _is_loopback(host):
        raise Invalid(
            f"演示人员的密码是公开的，不能监听 {host}。"
            "对外服务请加 --no-demo；只想演示请用默认的 127.0.0.1。"
        )
    address = f"http://{_in_url(host)}:{port}"
    _set_environment(host, address, is_demo=not no_demo)
    try:
        with ExitStack() as stack, interruptible():
            _run(stack, host, port, workers, address, is_demo=not no_demo)
    except KeyboardInterrupt:
        _console.print("已全部停止。")


def _run(
    stack: ExitStack, host: str, port: int, workers: int, address: str, *, is_demo: bool
) -> None:
    """Whatever is started puts its own stopping on `stack`."""
    from yimen.config import paths

    home = paths.home()
    _claim(home, address, stack)
    if kill_strays(home):
        _console.print("• 已清理上次异常退出留下的进程")
    check_port(host, port)
    database = _start_database(stack)
    supervisor = Supervisor(home)
    stack.callback(supervisor.stop)
    web = _start_web(supervisor, host, port, workers)
    _prepare(is_demo=is_demo)
    with _stage("启动网站和后台任务"):
        web.go()
        _start_worker(supervisor)
        _wait_healthy(supervisor, host, port)
    stack.callback(_console.print, "正在停止……")
    _show_box(address, home, is_demo=is_demo)
    supervisor.wait(database=database, tell=_tell)


# -- before anything is started ------------------------------------------------------------------


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _set_environment(host: str, address: str, *, is_demo: bool) -> None:
    """What the settings read, for this process and its children alike."""
    os.umask(0o077)  # personal data: nobody else on the machine reads what we write
    os.environ["YIMEN_DEMO"] = "1" if is_demo else "0"
    os.environ["DJANGO_SETTINGS_MODULE"] = runtime.SETTINGS
    os.environ.setdefault("YIMEN_PUBLIC_URL", address)
    os.environ.setdefault("YIMEN_HOSTS", f"127.0.0.1,localhost,[::1],{_in_url(host)}")
    os.environ.pop(MARK, None)


def _claim(home: Path, address: str, stack: ExitStack) -> None:
    """One supervisor for a home: takes the lock, or says who has it."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        handle = open_lock(home / "up.lock")
    except OSError as error:
        raise Unavailable(
            f"不能使用数据目录 {home}：{error.strerror}。请用 YIMEN_HOME 另指定一个目录。"
        ) from error
    stack.callback(os.close, handle)
    note = home / "up.json"
    if not try_lock(handle):
        raise Taken(
            f"数据目录 {home} 已有一个 yimen up 在运行{_runner(note)}。"
            "请直接使用它，或先用 Ctrl-C 停掉它；要同时运行两个，请用 YIMEN_HOME 分开数据目录。"
        )
    note.write_text(json.dumps({"pid": os.getpid(), "address": address}), "utf-8")


def _runner(note: Path) -> str:
    try:
        known = json.loads(note.read_text("utf-8"))
        return f"（进程 {known['pid']}，{known['address']}）"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


# -- stages --------------------------------------------------------------------------------------


@contextmanager
def _stage(text: str) -> Iterator[None]:
    began = time.monotonic()
    with _console.status(f"{text}……"):
        yield
    _console.print(f"[green]✓[/] {text}  [dim]{time.monotonic() - began:.1f} 秒[/]")


def _start_database(stack: ExitStack) -> "EmbeddedServer | None":
    """The embedded server, unless another is named."""
    from yimen.config import database

    if database.external_url():
        with _stage("连接 DATABASE_URL 指定的数据库"):
            database.check_reachable()
        return None
    server = database.embedded_server(is_tied=True)
    stack.callback(server.stop)
    with _stage("启动内置数据库"):
        server.start()
    return server


def _prepare(*, is_demo: bool) -> None:
    from django.core.management import call_command

    quiet = io.StringIO()  # the stages are told by us
    try:
        with _stage("更新数据库结构"):
            runtime.set_up_django()
            if _has_migrations_to_run():
                call_command("migrate", interactive=False, verbosity=0, stdout=quiet)
        from django.conf import settings

        with _stage(f"装载城市包 {settings.YIMEN_PACK}"):
            call_command("load_pack", settings.YIMEN_PACK, verbosity=0, stdout=quiet)
        if is_demo:
            with _stage("装载演示人员"):
                call_command("load_demo", verbosity=0, stdout=quiet)
    finally:
        runtime.close_connections()


def _has_migrations_to_run() -> bool:
    """Asking is much quicker than a `migrate` with nothing to do, which re-checks everything."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _start_web(supervisor: Supervisor, host: str, port: int, workers: int) -> Child:
    """Loads while we prepare the database, and serves when we let it go."""
    command = [sys.executable, "-m", "yimen.cli.web", host, str(port), str(workers)]
    return supervisor.start("网站", "web", command, os.environ, waits=True)


def _start_worker(supervisor: Supervisor) -> None:
    command = [sys.executable, "-m", "yimen.cli.worker"]
    # Without us it loses its database too, and would wait for it to come back for ever; the job
    # it was at is queued again by the next worker.
    supervisor.start("后台任务", "worker", command, os.environ, orphaned_by=signal.SIGKILL)


def _wait_healthy(supervisor: Supervisor, host: str, port: int) -> None:
    until = time.monotonic() + _HEALTHY_SECONDS
    answer = ""
    while time.monotonic() < until:
        supervisor.check()
        answer = _ask_health(host, port)
        if answer == "200":
            return
        time.sleep(0.1)
    raise Unavailable(
        f"网站 {_HEALTHY_SECONDS:.0f} 秒内没有就绪（/healthz 的回答：{answer or '无'}）。"
        "请看数据目录下的 logs/web.log。"
    )


def _ask_health(host: str, port: int) -> str:
    """The status of /healthz, asked under a host name that the site accepts."""
    name = os.environ["YIMEN_HOSTS"].split(",")[0].strip().lstrip(".")
    place = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (a comparison)
    link = http.client.HTTPConnection(place, port, timeout=10)
    try:
        link.request("GET", "/healthz", headers={"Host": name if name != "*" else "localhost"})
        return str(link.getresponse().status)
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__
    finally:
        link.close()


# -- what the user sees --------------------------------------------------------------------------


def _tell(text: str) -> None:
    _console.print(f"[yellow]![/] {time.strftime('%H:%M:%S')} {text}", soft_wrap=True)


def _show_box(address: str, home: Path, *, is_demo: bool) -> None:
    logins = _demo_logins() if is_demo else []
    parts: list[Table | str] = [f"地址  [bold cyan]{address}[/]", f"数据  {home}"]
    if logins:
        table = Table("角色", "用户名", "密码", box=None, padding=(0, 3, 0, 0))
        for login in logins:
            table.add_row(*login)
        parts += ["", "[bold]演示登录[/]", table, "", "[bold]先试试[/]", *_first_steps(address)]
    parts += ["", "按 Ctrl-C 全部停止"]
    _console.print(Panel(Group(*parts), title="一门 已就绪", expand=False, padding=(1, 2)))


def _demo_logins() -> list[tuple[str, str, str]]:
    from yimen.parties.api import demo_logins

    try:
        return list(demo_logins())
    finally:
        runtime.close_connections()


def _first_steps(address: str) -> list[str]:
    return [
        f"1. 打开 {address}，以申请人登录，选“我要开一家公司”",
        "2. 换成审批人员登录，在工作台办理任务，看红黄绿灯",
        "3. 另开一个终端运行 [cyan]yimen demo startup[/]，看一次企业开办自动走完",
        f"4. 打开 {address}/plan，看改革方案每一条的落实情况",
    ]
