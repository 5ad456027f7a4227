"""What the worker does at night for accounts."""

import logging

from bangfu.accounts import sessions

log = logging.getLogger("bangfu.accounts")


def clear_sessions() -> None:
    """Removes sessions that have long been over."""
    if gone := sessions.clear_sessions():
        log.info("removed %s sessions that were over", gone)
