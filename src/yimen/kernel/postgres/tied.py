"""同生共死: a command that ends when the process that started it ends, even by kill -9.

`tied([...])` wraps a command so that it runs through this file: the file asks the kernel for a
signal at its parent's death (`prctl(PR_SET_PDEATHSIG)`, Linux) and then becomes the command.
The wrapper costs some 15 ms; a `preexec_fn` would cost none, but may deadlock in a parent that
has threads. Changing user clears the request, so the wrapper comes after `setpriv`/`unshare`.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def tied(command: Sequence[str], *, by: signal.Signals = signal.SIGTERM) -> list[str]:
    """绑定: `command`, changed so that it gets the signal `by` when this process dies.

    To be started by the thread that outlives the command: the kernel watches that thread.
    """
    wrapper = [sys.executable, "-I", "-S", str(Path(__file__).resolve())]
    return [*wrapper, str(os.getpid()), str(int(by)), *command]


def _become(parent: int, by: int, command: list[str]) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, by, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != parent:  # it died before the kernel was asked
        sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606  (that is what this file is for)


if __name__ == "__main__":
    _become(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
