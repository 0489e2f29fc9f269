"""What a person reads when an input is refused or an operation impossible."""

import sys
from typing import Any

import click

from barometer.cli.language import chosen_language, words
from barometer.core.errors import DomainError
from barometer.core.faults import BadInput
from barometer.documents.faults import describe_fault
from barometer.documents.formats import Language
from barometer.documents.refusals import describe_refusal

INPUT_REFUSED = 3
IMPOSSIBLE = 4


class RefusingGroup(click.Group):
    """A group whose commands end with a clear sentence instead of a trace."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; turn refusals into sentences and exit codes."""
        try:
            return super().invoke(ctx)
        except BadInput as refusal:
            report_faults(refusal)
            sys.exit(INPUT_REFUSED)
        except DomainError as refusal:
            click.echo(describe_refusal(refusal, Language(chosen_language())), err=True)
            sys.exit(IMPOSSIBLE)


def report_faults(refusal: BadInput) -> None:
    """Print every fault, then how many there are and that nothing was written."""
    for fault in refusal.faults:
        click.echo(describe_fault(fault, chosen_language()), err=True)
    count = len(refusal.faults)
    more = words(" au moins", " at least") if refusal.is_truncated else ""
    click.echo(
        words(
            f"Entrée refusée : {count} faute{'s' if count > 1 else ''}{more}. Rien n’a été écrit.",
            f"Input refused:{more} {count} fault{'s' if count > 1 else ''}. Nothing was written.",
        ),
        err=True,
    )
