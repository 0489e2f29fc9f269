"""Parts of pages that every audience uses."""
