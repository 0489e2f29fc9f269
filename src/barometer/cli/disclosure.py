"""``barometer disclosure``: what may be released of an edition, and what releases give away."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from barometer.cli.analysis import (
    chosen_columns,
    chosen_families,
    family_options,
    figure_option,
    file_option,
    language_of_commands,
    out_option,
    results_option,
    say,
    say_written,
    today,
)
from barometer.cli.language import words
from barometer.cli.progress import progress_bar
from barometer.core.disclosure.proposed_audit import ProposedAudit, audit_proposal
from barometer.core.disclosure.registry import Registry
from barometer.core.disclosure.rules import DisclosurePolicy
from barometer.core.disclosure.standard_releases import EditionReleases, decide_releases
from barometer.documents.formats import pick
from barometer.documents.sentences.disclosure import say_leaks, say_plan, say_safe
from barometer.files.analysis_folder import Analysis, fingerprint_results, write_analysis
from barometer.files.edition_arrays import EditionArrays, load_edition
from barometer.files.families import make_families
from barometer.files.fingerprints import fingerprint_file
from barometer.files.releases import (
    propose_edition,
    read_releases,
    tabulate_leaks,
    tabulate_released,
)

EDITION = "edition"
"""Code of the edition in registries of one edition."""

LEAKS = 1


@click.group(
    help=words(
        "Protéger le résultat de chaque structure dans ce qui est publié.",
        "Protect each body's result in what is published.",
    )
)
def disclosure() -> None:
    """Hold the commands on what is released."""


@dataclass(frozen=True, slots=True)
class PlanChoices:
    """What was asked for."""

    results: Path
    families: Path | None
    values: Path | None
    minimum_size: int
    figures: tuple[str, ...]
    out: Path


@disclosure.command(
    help=words(
        "Décider ce qui peut être publié d’une édition : moyennes de familles, quartiles.",
        "Decide what may be released of an edition: means of families, quartile points.",
    ),
    epilog="barometer disclosure plan --results resultats --out publications",
)
@results_option()
@family_options()
@figure_option()
@out_option()
def plan(**chosen: Any) -> None:
    """Control the usual releases of an edition and write what is shown and withheld."""
    choices = PlanChoices(**chosen)
    stored, edition = load_edition(choices.results)
    definitions, names = chosen_families(edition, choices.families, choices.values)
    source = fingerprint_results(choices.results)
    families = make_families(
        edition,
        definitions,
        names,
        edition_code=source.sha256,
        minimum_size=choices.minimum_size,
    )
    proposed = propose_edition(edition, chosen_columns(edition, choices.figures), EDITION)
    policy = DisclosurePolicy()
    label = words("Contrôle de divulgation", "Disclosure control")
    with progress_bar(label, len(proposed.figure_codes)) as show:
        releases = decide_releases(proposed, families, policy, on_progress=show)
    shown, withheld = tabulate_released(releases, families)
    analysis = Analysis(
        command="disclosure-plan",
        tables={"released": shown, "withheld": withheld},
        sources={"results": source},
        options={"minimum_size": choices.minimum_size, "margin": policy.margin},
        facts=_facts(releases, families.fingerprint),
        made_on=today(),
        is_simulated=stored.manifest.is_simulated,
    )
    write_analysis(choices.out, analysis)
    reasons = [one.reason for one in releases.planned if one.reason is not None]
    say(say_plan(len(shown), reasons, policy.margin, language_of_commands()))
    say_written(choices.out, is_simulated=analysis.is_simulated)


def _facts(releases: EditionReleases, families: str) -> dict[str, str | int | float]:
    return {
        "families_sha256": families,
        "registry_sha256": releases.registry.fingerprint,
        "would_leak": len(releases.would_leak),
    }


@disclosure.command(
    help=words(
        "Dire ce qu’une liste de statistiques révélerait, à qui et par quels chiffres "
        "(code de sortie 1 si quelque chose fuit).",
        "Say what a list of statistics would give away, to whom and through which figures "
        "(exit code 1 if something leaks).",
    ),
    epilog="barometer disclosure audit --results resultats --releases publications/released.csv",
)
@results_option()
@file_option(
    "--releases",
    "Statistiques (figure, kind, members, value…).",
    "Statistics (figure, kind, members, value…).",
    is_required=True,
)
@click.option(
    "--coalition",
    type=click.IntRange(0, 3),
    default=3,
    show_default=True,
    help=words("Participants qui s’allieraient.", "Participants who would join forces."),
)
@out_option(is_required=False)
@click.pass_context
def audit(
    ctx: click.Context, results: Path, releases: Path, coalition: int, out: Path | None
) -> None:
    """Examine a list of releases; leave with 1 when somebody would be found out."""
    stored, edition = load_edition(results)
    found = read_releases(releases, edition, EDITION)
    policy = DisclosurePolicy(max_coalition=coalition)
    registry = Registry(edition.bodies.codes, (EDITION,), found)
    values = {code: edition.values[None, :, edition.figure(code)] for code in registry.figures}
    label = words("Audit de divulgation", "Disclosure audit")
    with progress_bar(label, len(registry.figures)) as show:
        outcome = audit_proposal(registry, values, policy, on_progress=show)
    if out is not None:
        analysis = Analysis(
            command="disclosure-audit",
            tables={"leaks": tabulate_leaks(outcome.leaks)},
            sources={
                "results": fingerprint_results(results),
                "releases": fingerprint_file(releases),
            },
            options={"coalition": coalition, "margin": policy.margin},
            made_on=today(),
            is_simulated=stored.manifest.is_simulated,
        )
        write_analysis(out, analysis)
    say(_sentences(outcome, edition, len(found), policy))
    if not outcome.is_safe:
        ctx.exit(LEAKS)


def _sentences(
    outcome: ProposedAudit, edition: EditionArrays, count: int, policy: DisclosurePolicy
) -> tuple[str, ...]:
    language = language_of_commands()
    if outcome.is_safe:
        return (say_safe(count, policy.margin, policy.max_coalition, language),)
    labels = {
        figure.code: pick(edition.full_label(k), language)
        for k, figure in enumerate(edition.figures)
    }
    return say_leaks(outcome.leaks, outcome.breaches, count, labels, language)
