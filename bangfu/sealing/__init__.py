"""密存: numbers that name a person are sealed wherever they lie.

`ring` holds the keys, `files` keeps delivered files sealed by their hash, `models` the key of each subject (so that a
household can be forgotten by destroying one key), `logs` keeps numbers out of log lines.
"""
