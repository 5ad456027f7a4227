"""What the worker does for whoever looks after the program."""

from bangfu.journal.verify import verify
from bangfu.organization.queries import actor_again
from bangfu.organization.verifying import note_verified
from bangfu.work.worker import Handle


def verify_journal(handle: Handle) -> None:
    """Verifies the whole journal and writes down what came of it; a kill begins it anew."""
    verdict = verify(handle.say)
    with handle.step():
        note_verified(actor_again(handle.user_id, handle.post_id), verdict, at=handle.subject)
