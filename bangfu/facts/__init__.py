"""事实: what every dated row shares: two clocks, two place codes, money in fen, ids made before writing."""
