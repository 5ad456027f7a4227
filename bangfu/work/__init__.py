"""活: jobs. A row with lease, heartbeat, progress, checkpoint and idempotency key; started by name, done once."""
