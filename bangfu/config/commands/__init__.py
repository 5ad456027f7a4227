"""One module a command; each has `add(parser)` and `run(args) -> int`. The table of them is `bangfu.config.command.COMMANDS`."""
