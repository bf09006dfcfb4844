"""`DATABASE_URL`: what is understood, and what is said when it is not."""

import pytest

from yimen.config.database import check_reachable, database_settings, embedded_server
from yimen.kernel.problems import Unavailable


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://li:p%40ss@db.example:5433/city",
            {"HOST": "db.example", "PORT": "5433", "USER": "li", "PASSWORD": "p@ss"},
        ),
        ("postgres://db.example/city", {"HOST": "db.example", "PORT": "", "USER": ""}),
        ("postgresql:///city?host=/run/postgresql", {"HOST": "/run/postgresql", "PORT": ""}),
        ("postgresql://%2Frun%2Fpostgresql/city", {"HOST": "/run/postgresql"}),
        ("postgresql://[::1]:5432/city", {"HOST": "::1", "PORT": "5432"}),
        ("postgresql://a:1,b:2/city", {"HOST": "a,b", "PORT": "1,2"}),
    ],
)
def test_addresses_in_every_usual_form(
    monkeypatch: pytest.MonkeyPatch, url: str, expected: dict[str, str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    settings = database_settings()
    assert {key: settings[key] for key in expected} == expected
    assert settings["NAME"] == "city"


def test_options_go_to_the_driver_beside_the_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://h/city?sslmode=require&connect_timeout=9")
    options = database_settings()["OPTIONS"]
    assert options["sslmode"] == "require"
    assert options["connect_timeout"] == "9"
    assert options["pool"]["max_size"] >= 1


@pytest.mark.parametrize("value", [None, "", "  "])
def test_without_an_address_the_embedded_server_is_meant(
    monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    if value is None:
        monkeypatch.delenv("DATABASE_URL")
    else:
        monkeypatch.setenv("DATABASE_URL", value)
    settings = database_settings()
    assert settings["HOST"] == str(embedded_server().socket)
    assert settings["NAME"] == "yimen"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("mysql://li:hunter2@h/city", "只支持 PostgreSQL"),
        ("/var/lib/hunter2.sqlite3", "只支持 PostgreSQL"),
        ("postgresql://li:hunter2@h", "没有写库名"),
        ("postgresql://li:hunter2@h:port/city", "端口"),
        ("postgresql://li:hunter2@h:70000/city", "端口"),
        ("postgresql://li:x@hunter2:y@h/city", "端口"),
        ("postgresql://li:1@hunter2@h/city", "%40"),
        ("postgresql://li:12/hunter2@h/city", "%40"),
        ("postgresql://li:hunter2%zz@h/city", "不能解析"),
        ("postgresql://li:x@h/city?hunter2=1", "不能解析"),
        ("postgresql://li:hunter2@[::1/city", "不能解析"),
    ],
)
def test_a_broken_address_is_named_but_not_repeated(
    monkeypatch: pytest.MonkeyPatch, url: str, reason: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(Unavailable) as caught:
        database_settings()
    assert "DATABASE_URL" in caught.value.detail
    assert reason in caught.value.detail
    assert "hunter2" not in caught.value.detail


def test_a_silent_server_is_told_without_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://li:hunter2@127.0.0.1:1/city")
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:1/city") as caught:
        check_reachable()
    assert "DATABASE_URL" in caught.value.detail
    assert "hunter2" not in caught.value.detail


def test_a_wrong_database_name_is_told(monkeypatch: pytest.MonkeyPatch, database_url: str) -> None:
    check_reachable()
    monkeypatch.setenv("DATABASE_URL", database_url.replace("/yimen?", "/nowhere?"))
    with pytest.raises(Unavailable, match="nowhere"):
        check_reachable()
