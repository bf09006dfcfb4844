"""Whether the web server may listen, and who is in the way."""

import os
import socket

import pytest

from yimen.cli.ports import Taken, check_port, holder
from yimen.kernel.problems import Invalid


def listening() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))


def test_a_free_port_is_fine() -> None:
    with listening() as server:
        port = server.getsockname()[1]
    check_port("127.0.0.1", port)


def test_a_taken_port_names_its_holder_and_a_way_out() -> None:
    with listening() as server:
        port = server.getsockname()[1]
        assert holder(port) == os.getpid()
        with pytest.raises(Taken, match=rf"端口 {port} 已被占用.*进程 {os.getpid()}") as caught:
            check_port("127.0.0.1", port)
    assert f"--port {port + 1}" in caught.value.detail
    assert caught.value.exit_code == 3


def test_a_port_that_nobody_listens_on_has_no_holder() -> None:
    with listening() as server:
        port = server.getsockname()[1]
    assert holder(port) is None


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host"])
def test_an_address_that_is_not_ours_is_told(host: str) -> None:
    with pytest.raises(Invalid, match="--host"):
        check_port(host, 18000)
