"""What the worker does at set hours. The whole table; jobs that people ask for are not here, they are rows of `work`."""

from bangfu.config.environment import number

NIGHT = number("BANGFU_NIGHT", 1, least=0, most=23)   # the hour at which the checks run over the county when anything changed

# dotted function → the hours, as a crontab line in the county's time zone
SCHEDULE = {
    "bangfu.config.backing_up.nightly": "10 0 * * *",
    "bangfu.crosscheck.jobs.nightly": f"10 {NIGHT} * * *",
    "bangfu.crosscheck.jobs.prune": "50 4 * * *",
    "bangfu.journal.actions.set_seal": "0 * * * *",
    "bangfu.registry.jobs.expire_printings": "20 3 * * *",
    "bangfu.reporting.jobs.count_figures": "* * * * *",
    "bangfu.deliveries.jobs.clear_cancelled": "50 3 * * *",
    "bangfu.accounts.jobs.clear_sessions": "30 4 * * *",
    "bangfu.work.statistics.refresh_statistics": "40 * * * *",
}
