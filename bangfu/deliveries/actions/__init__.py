"""What is done to a delivered file: received, understood, staged, compared, applied village by village, or cancelled."""

from bangfu.deliveries.actions.applying import apply_source_village, finish_applying, note_rows_applied, request_apply
from bangfu.deliveries.actions.cancelling import cancel, clear, clear_rows
from bangfu.deliveries.actions.forgetting import forget_rows
from bangfu.deliveries.actions.receiving import give_up, lock, look_again, name_delivery, receive, unlock_delivery, wonder
from bangfu.deliveries.actions.staging import Verdict, finish_staging, put_rows, write_comparison
from bangfu.deliveries.actions.understanding import confirm_columns, note_understanding, unlearn

__all__ = [
    "Verdict", "apply_source_village", "cancel", "clear", "clear_rows", "confirm_columns", "finish_applying", "finish_staging", "forget_rows",
    "give_up", "lock", "look_again", "name_delivery", "note_rows_applied", "note_understanding", "put_rows", "receive", "request_apply",
    "unlearn", "unlock_delivery", "wonder", "write_comparison",
]
