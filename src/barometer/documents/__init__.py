"""Documents that people read: contexts in, bytes out."""
