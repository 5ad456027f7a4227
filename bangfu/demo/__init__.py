"""演练: an invented county, believable and deterministic, for trying everything out."""
