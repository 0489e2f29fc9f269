"""The ``barometer`` command."""

import os

# Many small products of matrices: threads of the linear-algebra library would only wait for
# one another. To be said before NumPy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import click

from barometer.cli.change import change
from barometer.cli.compare import compare
from barometer.cli.disclosure import disclosure
from barometer.cli.explain import explain
from barometer.cli.grid import grid
from barometer.cli.language import words
from barometer.cli.priorities import priorities
from barometer.cli.quality import quality
from barometer.cli.refusals import RefusingGroup
from barometer.cli.robustness import robustness
from barometer.cli.score import score
from barometer.cli.serve import demo, serve
from barometer.cli.simulate import simulate

EPILOG = words(
    """
    Codes de sortie : 0 tout va bien ; 1 une vérification répond non ; 2 commande mal écrite ;
    3 entrée refusée ; 4 opération impossible. BAROMETER_LANG=en pour l’anglais.
    """,
    """
    Exit codes: 0 all is well; 1 a check says no; 2 the command is misspelt; 3 the input is
    refused; 4 the operation is impossible. BAROMETER_LANG=fr for French.
    """,
)


@click.group(
    cls=RefusingGroup,
    help=words(
        "Baromètre de l’expérience citoyenne : des audits mystère aux scores expliqués.",
        "Citizen-experience barometer: from mystery audits to scores that explain themselves.",
    ),
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 90},
)
@click.version_option(package_name="barometer", message="%(version)s")
def main() -> None:
    """Hold the sub-commands."""


COMMANDS = (
    change,
    compare,
    demo,
    disclosure,
    explain,
    grid,
    priorities,
    quality,
    robustness,
    score,
    serve,
    simulate,
)

for command in COMMANDS:
    main.add_command(command)
