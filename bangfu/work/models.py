"""A piece of work that outlives the request that asked for it."""

from django.db import models
from django.utils import timezone

from bangfu.facts.fields import PlaceCodeField
from bangfu.facts.models import new_id

STATES = {"waiting": "排队中", "running": "进行中", "done": "已完成", "failed": "未完成", "cancelled": "已取消"}


class Job(models.Model):
    """One job. `key` makes asking twice ask once; `worker` and `lease_until` say who does it now; `checkpoint` where to go on after a kill."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    key = models.CharField(max_length=200, unique=True)
    place_code = PlaceCodeField("所属地")
    user_id = models.BigIntegerField(null=True)
    post_id = models.UUIDField(null=True)
    state = models.CharField("状态", max_length=12, choices=list(STATES.items()), default="waiting")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    checkpoint = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "made_at"])]
