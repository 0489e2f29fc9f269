"""Disclosure control: what may be published without revealing one body's value."""
