"""The bodies, their sites and contact details, and who acts for them."""
