"""Names of jobs → the functions that do them. The whole table; nothing is discovered."""

JOBS = {
    "journal.verify": "bangfu.organization.jobs.verify_journal",
    "keys.reseal": "bangfu.config.rekeying.reseal",
    "keys.reindex": "bangfu.config.reindexing.reindex",
    "deliveries.understand": "bangfu.deliveries.jobs.understand_file",
    "deliveries.clear": "bangfu.deliveries.jobs.clear",
    "deliveries.stage": "bangfu.deliveries.jobs.stage",
    "register.compare": "bangfu.registry.jobs.compare",
    "register.apply": "bangfu.crosscheck.jobs.apply_register",
    "registry.export": "bangfu.registry.jobs.export_list",
    "registry.print": "bangfu.registry.jobs.print_files",
    "source.compare": "bangfu.crosscheck.jobs.compare",
    "source.apply": "bangfu.crosscheck.jobs.apply",
    "crosscheck.print": "bangfu.crosscheck.print_jobs.print_paper",
    "crosscheck.run": "bangfu.crosscheck.jobs.run",
    "crosscheck.settle": "bangfu.crosscheck.jobs.settle",
    "crosscheck.undo": "bangfu.crosscheck.jobs.undo",
    "crosscheck.repeat": "bangfu.crosscheck.jobs.repeat",
    "crosscheck.after_delivery": "bangfu.crosscheck.jobs.after_delivery",
}

# while one of these waits or goes on, no other job is begun, and it is begun when no other goes on
JOBS_ALONE = ("keys.reindex",)
