"""Scored editions and a way to run the commands on results."""

from collections.abc import Callable

import click
import pytest
from click.testing import CliRunner, Result

from barometer.cli.change import change
from barometer.cli.compare import compare
from barometer.cli.disclosure import disclosure
from barometer.cli.priorities import priorities
from barometer.cli.quality import quality
from barometer.cli.refusals import RefusingGroup
from barometer.cli.robustness import robustness
from tests.factories.results_folders import draw_small_edition, save_results

RunCommand = Callable[..., Result]


@pytest.fixture
def run_analysis(monkeypatch: pytest.MonkeyPatch) -> RunCommand:
    """Run a command on results in French; ``language="en"`` for English."""

    @click.group(cls=RefusingGroup)
    def group() -> None:
        """Hold the commands."""

    for command in (change, compare, disclosure, priorities, quality, robustness):
        group.add_command(command)

    def run(*arguments: object, language: str = "fr") -> Result:
        monkeypatch.setenv("BAROMETER_LANG", language)
        return CliRunner().invoke(group, [str(one) for one in arguments])

    return run


@pytest.fixture(scope="session")
def small_results(tmp_path_factory):
    """Results of a small edition of forty bodies."""
    return save_results(tmp_path_factory.mktemp("small") / "results", *draw_small_edition(1))


@pytest.fixture(scope="session")
def next_results(tmp_path_factory):
    """Results of the next edition: the same bodies, but four fewer, a little better."""
    folder = tmp_path_factory.mktemp("next") / "results"
    return save_results(folder, *draw_small_edition(2, bodies=36, ease=0.7))


@pytest.fixture(scope="session")
def empty_results(tmp_path_factory):
    """Results of an edition without a body."""
    folder = tmp_path_factory.mktemp("empty") / "results"
    return save_results(folder, *draw_small_edition(1, bodies=0))


@pytest.fixture(scope="session")
def lone_results(tmp_path_factory):
    """Results of an edition with a single body."""
    return save_results(
        tmp_path_factory.mktemp("lone") / "results", *draw_small_edition(1, bodies=1)
    )


@pytest.fixture(scope="session")
def equal_results(tmp_path_factory):
    """Results of an edition in which every answer is right: all scores are 100."""
    return save_results(
        tmp_path_factory.mktemp("equal") / "results", *draw_small_edition(1, ease=2.0, bodies=12)
    )
