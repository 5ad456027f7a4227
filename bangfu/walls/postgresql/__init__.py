"""PostgreSQL as Django knows it, with the reach of the work at hand told to every transaction."""
