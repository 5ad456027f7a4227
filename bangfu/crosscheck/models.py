"""Runs, findings, the cells to look at, and how each finding was settled."""

from django.db import models

from bangfu.facts.fields import PlaceCodeField
from bangfu.facts.models import Fact, Placed, Recorded
from bangfu.rules.finding import FLOW, SINCE_LAST_RUN
from bangfu.rules.rhythm import WORDS


class Run(Recorded, Placed):
    """One run of the checks over a place. What it read lies as Parquet beside the database (`snapshot`), so that it can be repeated to the
    row; `digest` is over everything it found in the county, whatever place it was asked for."""

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

    class Meta:
        indexes = [models.Index(fields=["place_code", "known_at"])]


class Finding(Recorded, Placed):
    """One contradiction. `identity` (rules.finding.identity) survives re-runs; `reason` is the sentence a clerk reads, numbers never in it.

    `mark` is against the last run over its place. `edition` counts how often what it rests on changed; `evidence` is the digest of it.
    """

    identity = models.CharField(max_length=40, unique=True)
    check_slug = models.CharField("检查", max_length=60)
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
    gone_at = models.DateTimeField("消除时间", null=True)
    edition = models.PositiveSmallIntegerField(default=1)
    evidence = models.CharField(max_length=40)

    class Meta:
        indexes = [
            models.Index(fields=["place_code", "state", "household_number"]),
            models.Index(fields=["place_code", "check_slug", "state"]),
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
    """What was said about a finding: a correction or an exemption. An exemption holds once somebody else approved it, until its last day."""

    KINDS = {"correction": "更正", "exemption": "豁免"}
    STATES = {"done": "已办", "asked": "待批", "approved": "已批准", "declined": "未批准", "lapsed": "疑点已消除，不用再批"}

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

    class Meta:
        indexes = [models.Index(fields=["finding", "state"])]


class SourceSetting(Fact, Placed):
    """What a county does otherwise with a source than `sources.toml` says, from a day on: whether it is used, who answers for it, and its rhythm."""

    source = models.SlugField("来源")
    used = models.BooleanField("参加核对")
    office = models.CharField("提供单位", max_length=60)
    owner = models.CharField("负责人", max_length=60, blank=True)
    every = models.CharField("多久一次", max_length=8, choices=list(WORDS.items()))
    by_day = models.PositiveSmallIntegerField("第几天前")
    reason = models.CharField("为什么改", max_length=200)

    class Meta:
        verbose_name = "来源设置"
        constraints = [models.UniqueConstraint(fields=["place_then", "source", "valid_from", "superseded_at"], name="source_setting_once")]
