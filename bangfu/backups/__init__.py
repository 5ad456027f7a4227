"""Backups: everything a county would miss, copied as it stood at one moment, and put back so that it can be shown to be the same."""
