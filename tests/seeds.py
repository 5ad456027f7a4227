"""What the short forms draw by: the same at every run, so that a change breaks them and not chance. `make campaign` draws anew; BANGFU_SEED=1234 does here."""

import os

SEED = int(os.environ.get("BANGFU_SEED") or 20261127)
THE_SAME = "BANGFU_SEED" not in os.environ
