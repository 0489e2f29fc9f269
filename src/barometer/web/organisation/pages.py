"""The contexts of the screens of a body, from what the apps return."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from barometer.apps.accounts.models import User
from barometer.apps.editions.kinds import NOTICE_NAMES
from barometer.apps.editions.models import Registration
from barometer.apps.editions.permissions import can_move_registration, can_register
from barometer.apps.editions.queries import calendar_of
from barometer.core.editions import PhaseKind
from barometer.core.registrations import (
    EDITABLE,
    NoticeKind,
    RegistrationState,
    RegistrationTransition,
    transitions_from,
)
from barometer.web.organisation.contexts import NoticeLine, RegistrationPage
from barometer.web.organisation.forms import NoticeForm


def build_registration_page(
    registration: Registration, user: User, form: NoticeForm
) -> RegistrationPage:
    """Return where a registration stands, and what this person may do about it."""
    state = RegistrationState(registration.state)
    kept = {notice.kind: notice for notice in registration.notices.all()}
    may_act = can_register(user, registration.body)
    return RegistrationPage(
        registration=registration,
        contacts=tuple(
            (detail.get_channel_display(), detail.value)
            for detail in registration.body.contact_details.all()
        ),
        notices=tuple(
            NoticeLine(str(NOTICE_NAMES[kind]), kept.get(kind.value)) for kind in NoticeKind
        ),
        notice_form=form,
        moves=tuple(registration.moves.all()),
        next_step=say_next_step(registration, are_notices_complete=len(kept) == len(NoticeKind)),
        can_edit=may_act and state in EDITABLE,
        can_send=_can(user, registration, RegistrationTransition.SUBMIT),
        can_withdraw=_can(user, registration, RegistrationTransition.WITHDRAW),
        are_notices_complete=len(kept) == len(NoticeKind),
    )


def _can(user: User, registration: Registration, move: RegistrationTransition) -> bool:
    is_possible = move in transitions_from(RegistrationState(registration.state))
    return is_possible and can_move_registration(user, registration, move)


def say_next_step(registration: Registration, *, are_notices_complete: bool) -> str:
    """Return what happens next, in one sentence."""
    state = RegistrationState(registration.state)
    sentences = {
        RegistrationState.DRAFT: _("Check what is below, then send the registration."),
        RegistrationState.SUBMITTED: _("The operator examines it and will tell you by e-mail."),
        RegistrationState.MORE_ASKED: _("Complete what the operator asks, then send it again."),
        RegistrationState.REFUSED: _("The operator has refused it, for the reason below."),
        RegistrationState.WITHDRAWN: _("The body does not take part in this edition."),
    }
    if state in sentences:
        return sentences[state]
    if not are_notices_complete:
        return _("Record the two notices below: no audit starts before they are.")
    field_work = calendar_of(registration.edition).phase(PhaseKind.FIELD_WORK)
    if field_work is None:
        return _("All is ready; the days of field work are not known yet.")
    text = _("All is ready: audits run from %(start)s to %(end)s.")
    return text % {
        "start": date_format(field_work.starts_on),
        "end": date_format(field_work.ends_on),
    }
