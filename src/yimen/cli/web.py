"""网站进程: `python -m yimen.cli.web HOST PORT WORKERS`, the web server that `yimen up` starts.

The application is loaded once, before granian forks its workers: they share its memory and are
ready at once. Loading takes most of a start, so it happens while the supervisor still prepares the
database; the first line on standard input says that everything is ready to be served.
"""

import multiprocessing
import os
import sys

from granian import Granian
from granian.constants import Interfaces

_APPLICATION = "yimen.config.wsgi:application"
_KILL_SECONDS = 8  # that a worker has for the request in hand


def serve(host: str, port: int, workers: int) -> None:
    """提供网站: serves until SIGTERM; returns at once if standard input ends without a line."""
    _load()
    if not sys.stdin.readline():
        return
    multiprocessing.set_start_method("fork")
    Granian(
        _APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=_KILL_SECONDS,
    ).serve()


def _load() -> None:
    """Imports the application with all its views. No connection and no thread exists after it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yimen.config.settings")
    from django.urls import get_resolver

    import yimen.config.wsgi  # noqa: F401  (granian takes it from the loaded modules)

    get_resolver()._populate()


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
