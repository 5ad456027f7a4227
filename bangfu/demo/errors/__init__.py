"""Contradictions put into the lists of all offices, a module a family: where each stands, and what has to be found."""
