"""The people: their e-mail, their roles, their second factor."""
