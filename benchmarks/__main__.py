"""``python -m benchmarks [names...] [--quick]``: all benchmarks, or those named."""

import argparse
import os
from datetime import UTC, datetime

from benchmarks import edition, rollup, statistics

BENCHMARKS = {"rollup": rollup.main, "edition": edition.main, "statistics": statistics.main}


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"any of {', '.join(BENCHMARKS)}; default: all")
    parser.add_argument("--quick", action="store_true", help="smaller data, fewer runs")
    chosen = parser.parse_args()
    unknown = set(chosen.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    load = os.getloadavg()[0]
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, load {load:.1f} on {os.cpu_count()} cores")
    for name in chosen.names or BENCHMARKS:
        BENCHMARKS[name](quick=chosen.quick)


if __name__ == "__main__":
    main()
