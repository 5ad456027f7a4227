"""How the machine is, as a supervisor or a load balancer asks: five answers of yes or no, and nothing of what is kept on it."""

import shutil
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from bangfu.backups.queries import is_missing
from bangfu.organization.actor import PROGRAM
from bangfu.sealing.ring import ring
from bangfu.walls.reach import whole_county
from bangfu.work.queries import waiting_since

ROOM = 1 << 30                       # bytes that should stay free where the data lies
PATIENCE = timedelta(minutes=10)     # a job that waits longer has no worker


@dataclass(frozen=True)
class Condition:
    """Whether the database answers, there is room on the disk, the queue moves, backups are taken (where they are set up), and people are
    let in (`before_views.doors_are_open`)."""

    database: bool
    disk: bool
    queue: bool
    backup: bool
    doors: bool

    @property
    def ok(self) -> bool:
        """Whether pages can be served. A queue that stands still and a missing backup are somebody's work, but no reason to turn people away; closed doors say
        so themselves, and open again by themselves."""
        return self.database and self.disk


@whole_county("how the machine is: when work was asked for and a backup was taken, no row of anybody")
def condition() -> Condition:
    """Asked anew each time: three short questions."""
    disk = shutil.disk_usage(settings.DATA).free >= ROOM
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        waiting = waiting_since(PROGRAM)
        return Condition(True, disk, waiting is None or timezone.now() - waiting < PATIENCE, settings.BACKUP is None or not is_missing(PROGRAM), not ring().closed)
    except DatabaseError:
        return Condition(False, disk, False, False, not ring().closed)
