"""目录测速: `make bench-catalogue`: packs, conditions and policies, one JSON line a figure."""

import argparse
import signal
import sys

from yimen.cli.pack_check import know_the_tables


def main() -> None:
    """主程序: ends with exit code 1 where a figure is over its limit."""
    parser = argparse.ArgumentParser(prog="python -m bench.catalogue", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="一分钟之内，数字粗一些")
    parser.add_argument("--peers", metavar="PYTHON", help="装有对照引擎的 Python；不写就不比")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the cluster is removed also then
    know_the_tables()
    from bench.catalogue.measuring import measure

    over = measure(arguments.peers, is_quick=arguments.quick)
    if over:
        sys.exit(f"超过限度：{'、'.join(over)}")


if __name__ == "__main__":
    main()
