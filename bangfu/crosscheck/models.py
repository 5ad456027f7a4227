"""Runs, findings, the cells to look at, and how each finding was settled."""

from django.db import models

from bangfu.facts.fields import PlaceCodeField
from bangfu.facts.models import Placed, Recorded
from bangfu.rules.finding import FLOW, SINCE_LAST_RUN


class Run(Recorded, Placed):
    """One run of the checks over a place. `known_at` and `inputs` repeat it to the row: the register as known then, and the lists it read."""

    day = models.DateField("核对日")
    known_at = models.DateTimeField("开始时间")
    inputs = models.TextField("用到的名单", blank=True, help_text="ids of deliveries, one a line")
    checks = models.TextField("用到的检查", help_text="check and version, one a line")
    persons = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    still = models.PositiveIntegerField(default=0)
    back = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    exempt = models.PositiveIntegerField(default=0)
    asked_by = models.CharField("发起人", max_length=60)

    class Meta:
        indexes = [models.Index(fields=["place_code", "known_at"])]


class Finding(Recorded, Placed):
    """One contradiction. `identity` (rules.finding.identity) survives re-runs; `reason` is the sentence a clerk reads, numbers masked."""

    identity = models.CharField(max_length=40, unique=True)
    check_slug = models.CharField("检查", max_length=40)
    subject_kind = models.CharField(max_length=12)
    subject_id = models.CharField(max_length=64)
    subject_name = models.CharField("对象", max_length=80)
    reason = models.CharField("疑点", max_length=500)
    state = models.CharField("状态", max_length=12, choices=FLOW.choices, default="open")
    mark = models.CharField("与上次比", max_length=6, choices=list(SINCE_LAST_RUN.items()), default="new")
    times_back = models.PositiveSmallIntegerField(default=0)
    first_found_at = models.DateTimeField("首次发现")
    last_run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    gone_at = models.DateTimeField("消除时间", null=True)

    class Meta:
        indexes = [
            models.Index(fields=["place_code", "state", "check_slug"]),
            models.Index(fields=["subject_id"]),
        ]


class Cell(Recorded):
    """One value a finding rests on: where it stands, and what it says (sealed). `delivered_row` is empty for a value of the register."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="cells")
    source = models.CharField("来源", max_length=60)
    place_code = PlaceCodeField("所在地")
    subject_id = models.CharField(max_length=64, blank=True)
    subject_name = models.CharField(max_length=80, blank=True)
    delivered_row = models.UUIDField(null=True)
    row = models.PositiveIntegerField("行", default=0)
    column = models.CharField("列", max_length=40)
    value = models.CharField("值", max_length=400, blank=True, help_text="sealed")


class Settlement(Recorded):
    """What was said about a finding: a correction or an exemption. An exemption holds once somebody else approved it, until its last day."""

    KINDS = {"correction": "更正", "exemption": "豁免"}
    STATES = {"done": "已办", "asked": "待批", "approved": "已批准", "declined": "未批准"}

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="settlements")
    kind = models.CharField("方式", max_length=12, choices=list(KINDS.items()))
    reason = models.CharField("理由", max_length=500)
    what = models.CharField("内容", max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=list(STATES.items()))
    by_user = models.BigIntegerField(null=True)
    by_name = models.CharField("办理人", max_length=60)
    at = models.DateTimeField("办理时间")
    expires_on = models.DateField("有效期至", null=True)
    approver = models.BigIntegerField(null=True)
    approver_name = models.CharField("审批人", max_length=60, blank=True)
    approved_at = models.DateTimeField(null=True)
    note = models.CharField("审批意见", max_length=300, blank=True)
