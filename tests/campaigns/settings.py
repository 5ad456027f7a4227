"""The program's own settings, with one job of the campaign's; and django-q2 where a comparison with it is asked for."""

import os

from bangfu.config.settings import *  # noqa: F403
from bangfu.config.settings import INSTALLED_APPS, JOBS

JOBS = {**JOBS, "campaign.steps": "tests.campaigns.steps.write_steps"}

if os.environ.get("CAMPAIGN_DJANGO_Q") == "1":
    INSTALLED_APPS = [*INSTALLED_APPS, "django_q"]
    # its rule is retry > timeout > longest task; ours takes under a second, so this is as quick as it can safely be
    Q_CLUSTER = {"name": "campaign", "orm": "default", "workers": 1, "timeout": 5, "retry": 6, "poll": 0.2, "max_attempts": 0}
