"""What the analyses found, in sentences that a mayor understands, in French and in English."""
