"""What a body should work on first: points to gain, how sure, at what effort, for what effect."""
