"""The contexts of the operator's screens, from what the apps return."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from barometer.apps.editions.kinds import NOTICE_NAMES, PHASE_NAMES, STATE_NAMES
from barometer.apps.editions.models import Edition, PhaseExtension, Registration
from barometer.apps.editions.queries import calendar_of
from barometer.apps.journal.queries import entries_of_body
from barometer.apps.organisations.models import Body
from barometer.apps.organisations.queries import members_of
from barometer.core.registrations import NoticeKind, RegistrationState
from barometer.web.steering.contexts import (
    BodyPage,
    EditionLine,
    EditionListPage,
    EditionPage,
    PhaseLine,
    RegistrationPage,
    StateCount,
)
from barometer.web.steering.forms import DecisionForm

LATEST_ENTRIES = 20


def build_edition_list(editions: Iterable[Edition], today: date) -> EditionListPage:
    """Return the list of editions with what is open today."""
    return EditionListPage(
        tuple(
            EditionLine(
                edition=edition,
                open_phases=tuple(
                    str(PHASE_NAMES[phase.kind])
                    for phase in calendar_of(edition).phases_open(today)
                ),
                accepted=_count(edition, RegistrationState.ACCEPTED),
                waiting=_count(edition, RegistrationState.SUBMITTED),
            )
            for edition in editions
        )
    )


def build_edition_page(edition: Edition, today: date) -> EditionPage:
    """Return an edition with every phase, planned or not."""
    planned = {phase.kind: phase for phase in edition.phases.all()}
    lines = []
    for kind, label in PHASE_NAMES.items():
        phase = planned.get(kind.value)
        if phase is None:
            lines.append(PhaseLine(kind.value, str(label), None, "draft", _("No dates")))
            continue
        state = phase_state(phase.starts_on, phase.ends_on, today)
        lines.append(PhaseLine(kind.value, str(label), phase, state, phase_state_name(state)))
    extensions = PhaseExtension.objects.filter(phase__edition=edition).select_related("phase")
    return EditionPage(edition, tuple(lines), tuple(extensions), state_counts(edition))


def phase_state(starts_on: date, ends_on: date, today: date) -> str:
    """Return where today stands beside a phase: coming, open or closed."""
    if today < starts_on:
        return "coming"
    return "open" if today <= ends_on else "closed"


def phase_state_name(state: str) -> str:
    """Return the word for where today stands beside a phase."""
    return {"coming": _("To come"), "open": _("Open"), "closed": _("Over")}[state]


def state_counts(edition: Edition) -> tuple[StateCount, ...]:
    """Return the registrations by state; the edition comes from ``editions_to_steer``."""
    return tuple(
        StateCount(state.value, str(STATE_NAMES[state]), _count(edition, state))
        for state in RegistrationState
    )


def build_registration_page(
    registration: Registration, form: DecisionForm | None
) -> RegistrationPage:
    """Return one registration; without a form where nothing is left to decide."""
    kept = {notice.kind: notice.given_on for notice in registration.notices.all()}
    return RegistrationPage(
        registration=registration,
        contacts=contacts_of(registration.body),
        members=tuple(members_of(registration.body)),
        notices=tuple(
            (str(NOTICE_NAMES[kind]), str(kept.get(kind.value, ""))) for kind in NoticeKind
        ),
        moves=tuple(registration.moves.all()),
        form=form,
    )


def build_body_page(body: Body) -> BodyPage:
    """Return one body with its people and the latest entries of the journal."""
    entries = entries_of_body(body.code)[:LATEST_ENTRIES]
    return BodyPage(body, contacts_of(body), tuple(members_of(body)), tuple(entries))


def contacts_of(body: Body) -> tuple[tuple[str, str], ...]:
    """Return the contact details of a body: channel in words, detail."""
    return tuple(
        (detail.get_channel_display(), detail.value) for detail in body.contact_details.all()
    )


def _count(edition: Edition, state: RegistrationState) -> int:
    return int(getattr(edition, f"{state.value}_count"))
