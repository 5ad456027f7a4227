"""Memory while much is made at once."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SWEPT_EVERY = 200_000   # objects made


@contextmanager
def seldom_swept() -> Iterator[None]:
    """Long work makes objects by the hundred thousand, hardly any in circles: what was there before it is not looked through for such again and again, and
    what it makes not as often as usual."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(SWEPT_EVERY, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
