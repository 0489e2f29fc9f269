"""Rights over editions and registrations."""

from barometer.apps.accounts.permissions import Person, is_operator
from barometer.apps.editions.models import Registration
from barometer.apps.organisations.models import Body
from barometer.apps.organisations.permissions import can_manage_body, can_see_body
from barometer.core.registrations import OF_THE_BODY, OF_THE_OPERATOR, RegistrationTransition


def can_steer_editions(user: Person) -> bool:
    """Return whether a person creates editions, plans and extends their phases."""
    return is_operator(user)


def can_register(user: Person, body: Body) -> bool:
    """Return whether a person registers a body: its manager, or the operator for it."""
    return is_operator(user) or can_manage_body(user, body)


def can_see_registration(user: Person, registration: Registration) -> bool:
    """Return whether a person reads a registration."""
    return can_see_body(user, registration.body)


def can_move_registration(
    user: Person, registration: Registration, transition: RegistrationTransition
) -> bool:
    """Return whether a person takes a decision on a registration: the body's, or the operator's."""
    if transition in OF_THE_OPERATOR and is_operator(user):
        return True
    return transition in OF_THE_BODY and can_manage_body(user, registration.body)
