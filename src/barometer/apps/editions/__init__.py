"""The editions: their calendar and the registrations of bodies."""
