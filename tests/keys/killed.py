"""The end of a worker, as far as a test in one process can have it."""

from collections.abc import Callable


class Killed(BaseException):
    """Passes everything that waits for errors, as a kill does."""


def falls_at(spot: str, nth: int) -> Callable[[str], None]:
    """A failpoint that kills whoever passes a spot for the nth time."""
    passed: list[str] = []

    def falls(name: str) -> None:
        passed.append(name)
        if passed.count(spot) == nth:
            raise Killed

    return falls
