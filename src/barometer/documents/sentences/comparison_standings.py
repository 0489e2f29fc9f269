"""From a compared edition to what its sentences need."""

import numpy as np

from barometer.core.comparison.edition_comparison import MARGINAL, DefinitionComparison
from barometer.core.comparison.effects import EffectClass, PeerShare
from barometer.core.comparison.positions import Comparability, Position
from barometer.core.disclosure.standard_releases import MEAN
from barometer.documents.formats import Language, pick
from barometer.documents.sentences.comparison import BodyStanding, EditionStanding
from barometer.documents.sentences.property_words import Labels, name_definition, name_family
from barometer.files.comparison_tables import ComparedEdition
from barometer.files.edition_arrays import SCORE


def stand_body(
    found: ComparedEdition, row: int, labels: Labels, language: Language
) -> BodyStanding:
    """Return where the score of one body stands by the first definition.

    Arguments:
        found: The comparison.
        row: Row of the body.
        labels: Words for values of properties.
        language: Of the name of the family.
    """
    edition, one = found.edition, found.compared[0]
    score, column = edition.figure(SCORE), found.figure_codes.index(SCORE)
    families = found.families.of_definition(one.definition_code)
    family = families[one.family_index[row]] if one.family_index[row] >= 0 else None
    code = edition.bodies.codes[row]
    means = found.shown.get((SCORE, family.code, MEAN)) if family else None
    return BodyStanding(
        code,
        edition.bodies.names[row],
        float(edition.values[row, score]),
        float(edition.low[row, score]),
        float(edition.high[row, score]),
        int(edition.audits[row, score]),
        name_family(family, labels, language) if family else "",
        _missing(found, one.definition_code, code),
        int(one.positions.peer_counts[row, column]),
        Comparability(int(one.positions.comparability[row, column])),
        EffectClass(int(one.effects.classes[row, column])),
        PeerShare(int(one.effects.peer_shares[row, column])),
        float(one.effects.about_points[row, column]),
        np.nan if means is None else means,
        float(one.top_quartile[row, column]),
        _ranks(found, one, row),
    )


def _missing(found: ComparedEdition, definition: str, body: str) -> tuple[str, ...]:
    lacks = [u.missing_attributes for u in found.families.unplaced
             if (u.definition_code, u.body_code) == (definition, body)]  # fmt: skip
    return lacks[0] if lacks else ()


def _ranks(
    found: ComparedEdition, one: DefinitionComparison, row: int
) -> tuple[int, int, int] | None:
    """Return the marginal set of a body in its family, or the joint one of a large family."""
    sets = [
        ranks
        for ranks in found.ranks
        if (ranks.definition_code, ranks.family) == (one.definition_code, one.family_index[row])
    ]
    chosen = next((ranks for ranks in sets if ranks.method == MARGINAL), sets[0] if sets else None)
    if chosen is None:
        return None
    place = int(np.flatnonzero(chosen.rows == row)[0])
    if not chosen.sets.is_ranked[place]:
        return None
    best, worst = chosen.sets.best_ranks[place], chosen.sets.worst_ranks[place]
    return int(best), int(worst), chosen.sets.ranked_count


def other_figures(
    found: ComparedEdition, row: int, language: Language
) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """Return how many figures besides the score were compared, and those above and below."""
    positions = found.compared[0].positions.positions[row]
    labels: dict[Position, list[str]] = {Position.ABOVE: [], Position.BELOW: []}
    count = 0
    for column, position in zip(found.columns, positions.tolist(), strict=True):
        figure = found.edition.figures[column]
        if figure.code == SCORE or position == Position.NOT_ENOUGH_DATA:
            continue
        count += 1
        if position in labels:
            label = found.edition.full_label(int(column))
            labels[Position(position)].append(pick(label, language))
    return count, tuple(labels[Position.ABOVE]), tuple(labels[Position.BELOW])


def stand_edition(found: ComparedEdition, language: Language) -> EditionStanding:
    """Return how the bodies stand on the score by the first definition, counted."""
    one = found.compared[0]
    positions = one.positions.positions[:, found.figure_codes.index(SCORE)]
    return EditionStanding(
        bodies=len(found.edition.bodies),
        families=len(found.families.of_definition(one.definition_code)),
        definition=name_definition(one.definition_code, language),
        above=int((positions == Position.ABOVE).sum()),
        same=int((positions == Position.NOT_DISTINGUISHABLE).sum()),
        below=int((positions == Position.BELOW).sum()),
        shown=len(found.shown),
        hidden=found.n_withheld,
    )
