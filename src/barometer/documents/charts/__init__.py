"""Charts from one definition: an image for those who see it, a sentence and a table for all."""
