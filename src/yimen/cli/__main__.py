"""命令行入口: `python -m yimen.cli`, the same as `yimen`."""

from yimen.cli import main

main(prog_name="yimen")
