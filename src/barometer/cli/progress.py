"""Progress of long work, on the error stream so that results may be piped."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def progress_bar(label: str, length: int) -> Iterator[Callable[[int, int], None]]:
    """Show a bar while the block runs; it yields a function to call with (done, in all)."""
    with click.progressbar(
        length=max(length, 1), label=label, file=sys.stderr, show_pos=True
    ) as bar:

        def show(done: int, total: int) -> None:
            bar.update(done - bar.pos)

        yield show
        bar.update(bar.length - bar.pos if bar.length else 0)
