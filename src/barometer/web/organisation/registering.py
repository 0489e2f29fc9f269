"""A body registers itself: one transaction over the services it takes."""

from django.db import transaction
from django.utils import timezone

from barometer.apps.accounts.models import User
from barometer.apps.editions.models import Edition, Registration
from barometer.apps.editions.registering import Participation, start_registration
from barometer.apps.organisations.models import Body
from barometer.apps.organisations.services import (
    BodyDescription,
    change_body,
    claim_body,
    create_body,
)


@transaction.atomic
def register_body(
    edition: Edition, description: BodyDescription, wanted: Participation, *, by: User
) -> Registration:
    """Create the body or update the one that has its SIRET, and start its registration.

    Raises:
        BodyAlreadyManaged: Somebody else acts for the body.
        PhaseClosed: Registration is not open today.
    """
    at = timezone.now()
    body = Body.objects.filter(siret=description.siret).first()
    if body is None:
        body = create_body(description, by=by, at=at)
        claim_body(body, by=by, at=at)
    else:
        claim_body(body, by=by, at=at)
        change_body(body, description=description, by=by, at=at)
    return start_registration(edition, body=body, wanted=wanted, by=by, at=at)
