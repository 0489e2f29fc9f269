"""What the scores would be under other defensible choices, and which choice matters most."""
