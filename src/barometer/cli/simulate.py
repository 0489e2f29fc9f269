"""``barometer simulate``: a fictional edition as files."""

from datetime import date
from pathlib import Path

import click

from barometer.cli.grid import GRID_HELP, open_grid
from barometer.cli.language import words
from barometer.core.simulation.edition import simulate_edition
from barometer.core.simulation.plan import SimulationPlan
from barometer.core.simulation.succession import Succession, simulate_next_edition
from barometer.files.simulated import write_simulated

NEXT_EDITION_ON = date(2027, 3, 1)


@click.command(
    help=words(
        "Simuler une édition fictive, calée sur les chiffres publiés de 2019 : structures, audits "
        "et réponses inventés, toujours les mêmes pour une même graine.",
        "Simulate a fictional edition, calibrated to the published figures of 2019: made-up "
        "bodies, audits and answers, always the same for the same seed.",
    ),
    epilog="barometer simulate --bodies 40 --seed 7 --out var/essai",
)
@click.option("--out", "folder", type=click.Path(file_okay=False, path_type=Path), required=True,
              help=words("Dossier de bodies.csv et answers.csv.",
                         "Folder of bodies.csv and answers.csv."))  # fmt: skip
@click.option("--grid", "grid_name", default="public-service", show_default=True, help=GRID_HELP)
@click.option("--bodies", type=click.IntRange(1, 5000), default=231, show_default=True,
              help=words("Nombre de structures.", "Number of bodies."))  # fmt: skip
@click.option("--seed", type=click.IntRange(0), default=2019, show_default=True,
              help=words("Graine du hasard.", "Seed of chance."))  # fmt: skip
@click.option("--next", "is_next", is_flag=True,
              help=words("L’édition suivante des mêmes structures.",
                         "The next edition of the same bodies."))  # fmt: skip
def simulate(
    folder: Path,
    grid_name: str = "public-service",
    bodies: int = 231,
    seed: int = 2019,
    *,
    is_next: bool = False,
) -> None:
    """Write a simulated edition."""
    simulated = simulate_edition(open_grid(grid_name), SimulationPlan(seed=seed, bodies=bodies))
    if is_next:
        simulated = simulate_next_edition(
            simulated, Succession(seed=seed + 1, starts_on=NEXT_EDITION_ON)
        )
    write_simulated(simulated, folder)
    click.echo(
        words(
            f"{len(simulated.edition.bodies)} structures et {len(simulated.edition.audits)} audits "
            f"fictifs : {folder}",
            f"{len(simulated.edition.bodies)} bodies and {len(simulated.edition.audits)} audits, "
            f"all fictional: {folder}",
        )
    )
