"""What the worker does for figures at set times."""

from bangfu.reporting.kept import count_anew


def count_figures() -> None:
    """Counts the villages anew in which something was written since, or whose counts are of yesterday."""
    count_anew()
