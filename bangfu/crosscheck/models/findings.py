"""Runs, findings, the cells to look at, and how each finding was settled."""

from typing import ClassVar

from django.db import models

from bangfu.facts.fields import PlaceCodeField
from bangfu.facts.models import Placed, Recorded
from bangfu.rules.finding import FLOW, SINCE_LAST_RUN


class Run(Recorded, Placed):
    """One run of the checks over a place. What it read lies as Parquet beside the database (`snapshot`), so that it can be repeated to the
    row; `digest` is over everything it found in the county, whatever place it was asked for. `repeated_digest` is what came out when it was repeated last."""

    day = models.DateField("核对日")
    known_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("完成时间", null=True)
    inputs = models.TextField("用到的名单", blank=True, help_text="one a line: source slug, delivery id")
    checks = models.TextField("用到的检查", help_text="one a line: check slug, version")
    persons = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    new = models.PositiveIntegerField(default=0)
    still = models.PositiveIntegerField(default=0)
    back = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    exempt = models.PositiveIntegerField(default=0)
    asked_by = models.CharField("发起人", max_length=60)
    repeated_at = models.DateTimeField("重算时间", null=True)
    repeated_by = models.CharField("重算人", max_length=60, blank=True)
    repeated_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["place_code", "known_at"])]


class Finding(Recorded, Placed):
    """One contradiction. `identity` (rules.finding.identity) survives re-runs; `reason` is the sentence a clerk reads, numbers never in it.

    `mark` is against the last run over its place. `edition` counts how often what it rests on changed; `evidence` is the digest of it.
    `family`, `level` and `source` (the first list its cells stand in) are kept beside the check, so that boards count them without loading.
    """

    DERIVED: ClassVar[tuple[str, ...]] = ("family", "level", "source")

    identity = models.CharField(max_length=40, unique=True)
    check_slug = models.CharField("检查", max_length=60)
    family = models.CharField("类", max_length=12, blank=True)
    level = models.CharField("轻重", max_length=6, blank=True)
    source = models.CharField("来源", max_length=60, blank=True)
    fault = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=12)
    subject_id = models.CharField(max_length=64)
    subject_name = models.CharField("对象", max_length=80)
    household_number = models.CharField("户编号", max_length=40, blank=True)
    reason = models.CharField("疑点", max_length=500)
    state = models.CharField("状态", max_length=12, choices=FLOW.choices, default="open")
    mark = models.CharField("与上次比", max_length=6, choices=list(SINCE_LAST_RUN.items()), default="new", blank=True)
    marked_in = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    times_back = models.PositiveSmallIntegerField(default=0)
    first_found_at = models.DateTimeField("首次发现")
    back_at = models.DateTimeField("又出现时间", null=True)
    gone_at = models.DateTimeField("消除时间", null=True)
    edition = models.PositiveSmallIntegerField(default=1)
    evidence = models.CharField(max_length=40)

    class Meta:
        indexes = [
            models.Index(fields=["place_code", "state", "household_number"]),
            models.Index(fields=["place_code", "check_slug", "state", "mark", "fault"], name="finding_by_check"),
            models.Index(fields=["place_code", "household_number", "id"], name="finding_in_order"),
            models.Index(fields=["place_code", "family", "state", "mark", "level"], name="finding_by_family"),
            models.Index(fields=["subject_id"]),
            models.Index(fields=["household_number"]),
        ]


class Cell(Recorded):
    """One value a finding rests on: where it stands, and what it says. Never altered: when the evidence changes, a new edition is written.

    `source` is a slug or 'register', `column` one that `checks.words.cell_word` knows. A cell of numbers has no `value`: the number is looked
    up, masked, for the one who asks. `delivered_row` is the row the value was read from, `row` its number in the sheet.
    """

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="cells")
    edition = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    source = models.CharField("来源", max_length=60)
    place_code = PlaceCodeField("所在地")
    subject_id = models.CharField(max_length=64, blank=True)
    subject_name = models.CharField(max_length=80, blank=True)
    delivered_row = models.UUIDField(null=True)
    row = models.PositiveIntegerField("行", default=0)
    column = models.CharField("列", max_length=60)
    value = models.CharField("值", max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["finding", "edition", "position"], name="cell_stands_once")]


class Settlement(Recorded):
    """What was said about a finding: a correction or an exemption. An exemption holds once somebody else approved it, until its last day.

    `deed` is the entry of what a correction did to the register, `delivered_row` the row whose value was taken over, `paper` what it rests on;
    `batch` the deed about many it was part of, `renews` the exemption it would go on behind.
    """

    KINDS = {"correction": "更正", "exemption": "豁免"}
    STATES = {
        "done": "已办", "asked": "待批", "approved": "已批准", "declined": "未批准", "lapsed": "疑点已消除，不用再批", "undone": "已撤销",
        "withdrawn": "已收回", "renewed": "已续期",
    }

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
    deed = models.UUIDField(null=True)
    delivered_row = models.UUIDField(null=True)
    paper = models.UUIDField("凭据", null=True)
    batch = models.ForeignKey("Batch", on_delete=models.PROTECT, related_name="settlements", null=True)
    renews = models.ForeignKey("self", on_delete=models.PROTECT, related_name="renewals", null=True)
    ended_by = models.CharField("收回或撤销人", max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField("收回理由", max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["finding", "state"]), models.Index(fields=["by_user", "at"], name="settlement_by_user")]


class Handover(Recorded, Placed):
    """转办: an open finding passed on to another post, with a word. Whoever passed it on keeps sight of it."""

    STATES = {"waiting": "等对方办", "passed": "又转出去了", "taken_back": "已收回"}

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="handovers")
    to_post = models.UUIDField()
    to_title = models.CharField("转给", max_length=80)
    by_post = models.UUIDField(null=True)
    by_title = models.CharField("转出岗位", max_length=80, blank=True)
    by_user = models.BigIntegerField(null=True)
    by_name = models.CharField("转出人", max_length=60)
    word = models.CharField("交代", max_length=300)
    at = models.DateTimeField("转办时间")
    state = models.CharField(max_length=10, choices=list(STATES.items()), default="waiting")

    class Meta:
        indexes = [
            models.Index(fields=["to_post", "state"], name="handover_to"), models.Index(fields=["by_post", "state"], name="handover_from"),
            models.Index(fields=["finding", "state"], name="handover_of"),
        ]


class Batch(Recorded, Placed):
    """Many alike settled together: one check and fault, one way, one reason. What could not be done stands in `refused`, one a line: finding, tab, sentence."""

    WAYS = {"exempt": "豁免", "accept": "采用来源的值"}

    check_slug = models.CharField("检查", max_length=60)
    fault = models.CharField(max_length=60)
    how = models.CharField("方式", max_length=8, choices=list(WAYS.items()))
    reason = models.CharField("理由", max_length=500)
    expires_on = models.DateField("有效期至", null=True)
    chosen = models.TextField(blank=True, help_text="ids of findings, one a line; '' for all of the check and fault at the place")
    asked = models.PositiveIntegerField("要办", default=0)
    settled = models.PositiveIntegerField("已办", default=0)
    refused = models.TextField(blank=True)
    by_user = models.BigIntegerField(null=True)
    by_name = models.CharField("办理人", max_length=60)
    at = models.DateTimeField("办理时间")
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField("撤销时间", null=True)


class RunTally(Recorded, Placed):
    """How many findings of a village were not settled before and after a run, and what the run changed: what the little lines on boards are drawn from."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="tallies")
    unsettled = models.PositiveIntegerField("未办结")
    new = models.PositiveIntegerField("新出现", default=0)
    back = models.PositiveIntegerField("又出现", default=0)
    gone = models.PositiveIntegerField("已消除", default=0)

    class Meta:
        indexes = [models.Index(fields=["place_code", "run"], name="tally_by_place")]
