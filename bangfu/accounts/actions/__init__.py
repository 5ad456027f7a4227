"""What is done to accounts: by people to their own (`own`), by administrators to others' (`administering`), and by two of them (`proposing`)."""

from bangfu.accounts.actions.administering import (
    close_account,
    end_sessions_of,
    new_account,
    open_account,
    reset_password,
    reset_second_step,
    set_door,
)
from bangfu.accounts.actions.own import (
    change_password,
    dismiss_elsewhere,
    end_other_sessions,
    end_own_session,
    enrol_second_step,
    note_alarm,
    note_lockout,
    note_sign_in,
    note_sign_out,
    renew_papers,
    say_code,
)
from bangfu.accounts.actions.proposing import decide_proposal, employ, leave_post, propose

__all__ = [
    "change_password", "close_account", "decide_proposal", "dismiss_elsewhere", "employ", "end_other_sessions", "end_own_session", "end_sessions_of",
    "enrol_second_step", "leave_post", "new_account", "note_alarm", "note_lockout", "note_sign_in", "note_sign_out", "open_account", "propose", "renew_papers",
    "reset_password", "reset_second_step", "say_code", "set_door",
]
