"""What the worker does at set hours. The whole table; jobs that people ask for are not here, they are rows of `work`."""

# dotted function → the hours, as a crontab line in the county's time zone
SCHEDULE = {
    "bangfu.journal.actions.set_seal": "0 * * * *",
    "bangfu.registry.jobs.expire_printings": "20 3 * * *",
    "bangfu.reporting.jobs.count_figures": "* * * * *",
    "bangfu.deliveries.jobs.clear_cancelled": "50 3 * * *",
    "bangfu.work.statistics.refresh_statistics": "40 * * * *",
}
