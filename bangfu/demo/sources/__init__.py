"""The lists of other offices: what each of them knows of the same people, derived from the one truth."""
