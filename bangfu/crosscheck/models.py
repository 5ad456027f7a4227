"""Runs, findings, the cells to look at, and how each finding was settled."""

from django.db import models

from bangfu.facts.fields import PlaceCodeField
from bangfu.facts.models import Placed, Recorded
from bangfu.registry.models import Household, Person
from bangfu.rules.collecting import BATCH, FORM, WHICH
from bangfu.rules.finding import FLOW, SINCE_LAST_RUN


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
    check_slug = models.CharField("检查", max_length=40)
    fault = models.CharField(max_length=24)
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


class CollectionBatch(Recorded, Placed):
    """信息采集对照表 of one village, printed together: which households, which fields, as known when. Its forms carry `number`-sequence.

    `whose`: '' every household, 'doubted' those with open findings, else `family:label`. `groups`: the groups of fields printed, joined by 、,
    '' for all.
    """

    number = models.PositiveIntegerField("批号", unique=True)
    group = models.CharField("村民组", max_length=40, blank=True)
    whose = models.CharField("哪些户", max_length=40, blank=True)
    which = models.CharField("哪些项目", max_length=10, choices=list(WHICH.items()))
    groups = models.CharField("哪几组", max_length=120, blank=True)
    forms = models.PositiveIntegerField("表数", default=0)
    fields = models.PositiveIntegerField("项数", default=0)
    state = models.CharField("状态", max_length=10, choices=BATCH.choices, default="open")
    asked_by = models.BigIntegerField(null=True)
    asked_by_name = models.CharField("印制人", max_length=60)
    asked_at = models.DateTimeField("印制时间")

    class Meta:
        verbose_name = "信息采集对照表（批）"
        indexes = [models.Index(fields=["place_code", "asked_at"], name="batch_by_place")]


class CollectionForm(Recorded, Placed):
    """One household's sheet in a batch. Names stand in the register only; here are ids, so that there is nothing to forget."""

    GOES_WITH = ("household_id",)

    batch = models.ForeignKey(CollectionBatch, on_delete=models.PROTECT, related_name="sheets")
    sequence = models.PositiveIntegerField("序号")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=FORM.choices, default="printed")
    filled_on = models.DateField("填表日期", null=True)
    entered_by = models.BigIntegerField(null=True)
    entered_by_name = models.CharField("录入人", max_length=60, blank=True)
    entered_at = models.DateTimeField("录入时间", null=True)
    paper = models.CharField("佐证", max_length=64, blank=True, help_text="SHA-256 of the photograph of the paper")

    class Meta:
        verbose_name = "信息采集对照表"
        constraints = [models.UniqueConstraint(fields=["batch", "sequence"], name="form_stands_once")]
        indexes = [models.Index(fields=["household", "state"], name="form_by_household"), models.Index(fields=["batch", "state"], name="form_by_state")]


class CollectionLine(Recorded):
    """What of one subject stands on a form: the household (`person` None) or a member. `printed`, `changed`, `confirmed`: columns, joined by commas."""

    form = models.ForeignKey(CollectionForm, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    printed = models.TextField()
    changed = models.TextField(blank=True)
    confirmed = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "position"], name="line_stands_once")]
        indexes = [models.Index(fields=["person"], name="collected_by_person")]
