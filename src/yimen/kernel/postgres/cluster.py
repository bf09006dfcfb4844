"""数据库簇: makes a cluster folder that is either whole or not there, and its settings."""

import os
import shutil
import subprocess
from pathlib import Path

from yimen.kernel.postgres.account import Account
from yimen.kernel.postgres.binaries import binary, major_version
from yimen.kernel.problems import Unavailable

USER = "yimen"
DATABASE = "yimen"

# For a small machine (2 cores, 4 GB). They are written to the cluster's postgresql.conf once, so
# that whoever runs it may change them there.
_SETTINGS = {
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_connections": "80",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",  # solid state disks
    "jit": "off",  # short statements: compiling costs more than it saves
    "log_min_duration_statement": "1s",
    "log_line_prefix": "%m [%p] %q%a ",
    "idle_in_transaction_session_timeout": "5min",
}
_NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "io_method=sync")


def environment() -> dict[str, str]:
    """环境变量: what the programs may see: nothing that would steer libpq or the locale."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "LC_MESSAGES": "C"}


def flags(*, durable: bool) -> list[str]:
    """启动参数: no TCP; the socket's folder is what keeps strangers out."""
    settings = ["listen_addresses=", "unix_socket_permissions=0700"]
    settings += () if durable else _NOT_DURABLE
    return [part for setting in settings for part in ("-c", setting)]


def ensure(data: Path, account: Account, *, durable: bool) -> None:
    """确保可用: the cluster exists, is of our major version and belongs to the account.

    The version is the one PostgreSQL keeps in PG_VERSION. Raises `Unavailable`.
    """
    if data.is_dir() and not any(data.iterdir()):
        data.rmdir()
    if data.exists():
        _check_version(data)
        account.own(data)
    else:
        _create(data, account, durable=durable)


def _check_version(data: Path) -> None:
    try:
        version = int((data / "PG_VERSION").read_text("ascii"))
    except (OSError, ValueError) as error:
        raise Unavailable(
            f"{data} 里有文件，但不是数据库目录。没有改动其中任何内容；"
            "请移走它，或用 YIMEN_HOME 另指定一个目录。"
        ) from error
    ours = major_version()
    if version != ours:
        raise Unavailable(
            f"{data} 由 PostgreSQL {version} 建立，现在的程序是 {ours}，不能直接打开。"
            f"没有改动其中任何内容。请用 PostgreSQL {version} 的 pg_dump 导出，移走该目录，"
            "重新启动后用 pg_restore 导入；或者用 DATABASE_URL 指定原来的服务器。"
        )


def _create(data: Path, account: Account, *, durable: bool) -> None:
    """Made beside and renamed when whole: a killed initdb leaves nothing that looks usable."""
    new = data.with_name(data.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    os.chown(new, account.uid, account.gid)
    # The builtin provider sorts alike on every machine; the C.UTF-8 locale beside it is what
    # pg_trgm asks whether 门 is a letter: under plain "C" it finds nothing in Chinese.
    initdb = [str(binary("initdb")), "-D", str(new), "-U", USER, "--encoding=UTF8"]
    initdb += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
    initdb += ["--lc-messages=C", "--auth-local=trust", "--auth-host=reject", "--no-instructions"]
    initdb += [f"--set={name}={value}" for name, value in _SETTINGS.items()]
    initdb += [] if durable else ["--no-sync"]
    _run([*account.prefix, *initdb], "")
    single = [str(binary("postgres")), "--single", "-D", str(new)]
    single += [] if durable else ["-F"]
    _run([*account.prefix, *single, "template1"], f"CREATE DATABASE {DATABASE}\n")
    new.rename(data)


def _run(command: list[str], said: str) -> None:
    done = subprocess.run(
        command,
        input=said,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=environment(),
        cwd="/",
        check=False,
    )
    # Single-user mode reports a failed statement in words only.
    if done.returncode or "ERROR:" in done.stdout:
        ending = "\n".join(done.stdout.splitlines()[-15:])
        raise Unavailable(
            f"不能建立内置数据库：\n{ending}\n请检查磁盘空间和目录权限后重试；"
            "也可以把 DATABASE_URL 设为已有的 PostgreSQL 服务器。"
        )
