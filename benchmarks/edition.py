"""An edition of 231 bodies from its files to all its results."""

from benchmarks.measuring import measure, print_table, seconds

BODIES = 231
RUNS, QUICK_RUNS = 5, 2
AIM = 2.0
CASES = {
    "grid read and checked": "grid",
    "bodies and answers read and checked": "read",
    "scored with intervals": "score",
    "files in, all tables out": "tables",
    "files in, all results out, one page per body": "everything",
    "whole command `barometer score`": "command",
    "of which start of the command (`--help`)": "start",
}


def main(*, quick: bool) -> None:
    rows = []
    for name, function in CASES.items():
        found = measure(
            f"edition_contenders:{function}",
            {"n_bodies": BODIES},
            runs=QUICK_RUNS if quick else RUNS,
        )
        rows.append((name, seconds(found), f"{found.best / AIM:.2f}", f"{found.peak:.2f}"))
    print_table(
        f"An edition of {BODIES} bodies, 14 audits each, on the packaged grid",
        ("what", "seconds best (first)", f"ratio to the aim of {AIM:.0f} s", "peak GB"),
        rows,
    )
