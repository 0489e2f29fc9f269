"""Settings, addresses and entry points of the web platform."""
