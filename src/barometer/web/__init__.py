"""The screens, one package per audience; none owns a table."""
