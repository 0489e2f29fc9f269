"""The screens of a body and its people."""
