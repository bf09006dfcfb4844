"""数据库设置: which PostgreSQL the platform uses, from `DATABASE_URL` or the embedded server."""

import os
import re
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from yimen.config import paths
from yimen.kernel.postgres import EmbeddedServer
from yimen.kernel.problems import Unavailable

_VARIABLE = "DATABASE_URL"
_EXAMPLE = "postgresql://用户:密码@主机:5432/库名（套接字：postgresql:///库名?host=/目录）"
# A web worker handles one request at a time; the rest is for a page that reads in a thread, and
# for commands. `timeout` is in seconds: a full or silent database is an error, not a hang.
_CONNECT_SECONDS = 5
_POOL = {"min_size": 1, "max_size": 4, "timeout": 10.0, "max_idle": 300.0}


def external_url() -> str | None:
    """外部数据库: the value of `DATABASE_URL`, or None when the embedded server is to be used."""
    return os.environ.get(_VARIABLE, "").strip() or None


def embedded_server(*, is_tied: bool = False) -> EmbeddedServer:
    """内置数据库: the embedded server of this home folder (not started)."""
    home = paths.home()
    return EmbeddedServer(home / "postgres", log=home / "logs" / "postgres.log", is_tied=is_tied)


def database_settings() -> dict[str, Any]:
    """数据库设置: the entry for Django's `DATABASES`, with a connection pool.

    Starts nothing. Raises `Unavailable` when `DATABASE_URL` cannot be read; its text names the
    variable and the fault, never the password.
    """
    parts = _parameters()
    known = {key: str(parts.pop(key, "") or "") for key in ("dbname", "user", "password")}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": known["dbname"],
        "USER": known["user"],
        "PASSWORD": known["password"],
        "HOST": str(parts.pop("host", "")),
        "PORT": str(parts.pop("port", "")),
        "OPTIONS": {
            "connect_timeout": _CONNECT_SECONDS,
            # The hand-written statements are prepared (kernel/statements.py); the ORM's are not.
            "prepare_threshold": 5,
            **parts,
            "pool": dict(_POOL),
        },
        "CONN_MAX_AGE": 0,  # the pool keeps the connections
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }


def check_reachable() -> None:
    """检查可达: connects once, so that an unreachable database is told at once and in words.

    Raises `Unavailable`: the server does not answer within 5 s, refuses us, or is not UTF-8.
    """
    parts = {"connect_timeout": _CONNECT_SECONDS, **_parameters()}
    try:
        with psycopg.connect(make_conninfo(**parts), autocommit=True) as connection:
            encoding = connection.info.parameter_status("server_encoding")
    except psycopg.Error as error:
        raise Unavailable(
            f"连不上数据库（{_place(parts)}）：{' '.join(str(error).split())} {_remedy()}"
        ) from None
    if encoding != "UTF8":
        raise Unavailable(
            f"数据库 {parts.get('dbname')} 的编码是 {encoding}，必须是 UTF8："
            "请用 CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0 另建一个库。"
        )


def _parameters() -> dict[str, Any]:
    """The connection's parameters in libpq's words (host, port, user, password, dbname, …)."""
    return _parse(external_url() or embedded_server().dsn)


def _parse(url: str) -> dict[str, Any]:
    if not url.startswith(("postgresql://", "postgres://")):
        raise _broken("只支持 PostgreSQL，地址须以 postgresql:// 开头")
    try:
        parts = dict(conninfo_to_dict(url))
    except psycopg.ProgrammingError as error:
        # What stands in quotes may be a piece of the password.
        reason = re.sub(r'"[^"]*"?', "…", str(error)).strip()
        raise _broken(f"地址不能解析：{reason}") from None
    for port in str(parts.get("port") or "").split(","):
        if port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
            raise _broken("端口须是 1 到 65535 的整数（密码里的 @ : / # 要写成 %40 %3A %2F %23）")
    if "@" in f"{parts.get('host', '')}{parts.get('dbname', '')}":
        raise _broken("密码里的 @ 要写成 %40，/ 要写成 %2F")
    if not parts.get("dbname"):
        raise _broken("没有写库名")
    return parts


def _broken(reason: str) -> Unavailable:
    return Unavailable(
        f"环境变量 {_VARIABLE} 有误：{reason}。写法：{_EXAMPLE}。去掉这个变量则使用内置数据库。"
    )


def _place(parts: dict[str, Any]) -> str:
    host = parts.get("host") or parts.get("hostaddr") or "本机套接字"
    return f"{host}:{parts.get('port') or 5432}/{parts.get('dbname')}"


def _remedy() -> str:
    if external_url():
        return (
            f"请检查 {_VARIABLE} 的主机、端口、用户、密码和库名，以及服务器是否在运行；"
            "去掉这个变量则使用内置数据库。"
        )
    return "内置数据库没有运行：请用 yimen up 启动。"
