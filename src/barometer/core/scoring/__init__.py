"""From answers to scores: points, gates, sums by audit, figures, uncertainty, explanation."""
