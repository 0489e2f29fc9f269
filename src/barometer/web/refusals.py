"""The refusals of rules, in the person's language."""

from functools import singledispatch

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from barometer.apps.accounts.errors import LastAdministrator, NotAllowed
from barometer.apps.editions.kinds import (
    NOTICE_NAMES,
    PHASE_NAMES,
    STATE_NAMES,
    TRANSITION_NAMES,
)
from barometer.apps.organisations.errors import BodyAlreadyManaged
from barometer.apps.organisations.identifiers import CAUSES
from barometer.core.editions import ImpossibleCalendar, ImpossibleExtension, PhaseClosed
from barometer.core.errors import DomainError
from barometer.core.identifiers import InvalidIdentifier
from barometer.core.registrations import (
    ImpossibleTransition,
    NotEditable,
    NoticesMissing,
    ReasonMissing,
)


@singledispatch
def explain_refusal(refusal: DomainError) -> str:
    """Return why a rule refuses, as a sentence for people."""
    return _("The rules of the edition do not allow this now.")


@explain_refusal.register
def _not_allowed(refusal: NotAllowed) -> str:
    return _("Your role does not allow this.")


@explain_refusal.register
def _last_administrator(refusal: LastAdministrator) -> str:
    return _("Nobody else could give roles: name another administrator first.")


@explain_refusal.register
def _body_managed(refusal: BodyAlreadyManaged) -> str:
    text = _("Somebody already acts for %(name)s. Ask that person, or the operator, to add you.")
    return text % {"name": refusal.name}


@explain_refusal.register
def _identifier(refusal: InvalidIdentifier) -> str:
    return str(CAUSES[refusal.cause])


@explain_refusal.register
def _phase_closed(refusal: PhaseClosed) -> str:
    if not refusal.phases:
        return _("The phase that allows this has no dates yet.")
    phase = refusal.phases[0]
    text = _("This is possible from %(start)s to %(end)s only (phase: %(phase)s).")
    return text % {
        "start": date_format(phase.starts_on),
        "end": date_format(phase.ends_on),
        "phase": PHASE_NAMES[phase.kind],
    }


@explain_refusal.register
def _calendar(refusal: ImpossibleCalendar) -> str:
    if refusal.cause == "reversed":
        return _("The last day comes before the first.")
    text = _("The phase “%(phase)s” would start before the phase that precedes it.")
    return text % {"phase": PHASE_NAMES[refusal.kind]}


@explain_refusal.register
def _extension(refusal: ImpossibleExtension) -> str:
    sentences = {
        "absent": _("This phase has no dates yet."),
        "not_later": _("An extension ends later than the phase does."),
        "no_reason": _("An extension needs a reason."),
    }
    return sentences[refusal.cause]


@explain_refusal.register
def _transition(refusal: ImpossibleTransition) -> str:
    text = _("“%(move)s” is not possible: the registration is “%(state)s”.")
    return text % {
        "move": TRANSITION_NAMES[refusal.transition],
        "state": STATE_NAMES[refusal.state],
    }


@explain_refusal.register
def _reason(refusal: ReasonMissing) -> str:
    text = _("“%(move)s” needs a reason.")
    return text % {"move": TRANSITION_NAMES[refusal.transition]}


@explain_refusal.register
def _not_editable(refusal: NotEditable) -> str:
    text = _("Nothing can be changed any more: the registration is “%(state)s”.")
    return text % {"state": STATE_NAMES[refusal.state]}


@explain_refusal.register
def _notices(refusal: NoticesMissing) -> str:
    text = _("To be recorded before field work: %(notices)s.")
    return text % {"notices": ", ".join(str(NOTICE_NAMES[kind]) for kind in refusal.kinds)}
