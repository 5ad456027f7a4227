"""Files received, the columns understood in them, their rows, and how far each village is."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bangfu.facts.fields import ComparedField
from bangfu.facts.models import Placed, Recorded, new_id
from bangfu.rules.delivery import FLOW, OUTCOMES
from bangfu.rules.id_number import STATUS_WORDS


class Source(Recorded):
    """Where lists come from: one row for each list an office keeps. `receiver` says whether it feeds the register or is held against it.

    Files of which nobody knows yet what they are belong to a source of their own, without a layout (`UNNAMED`).
    """

    UNNAMED: ClassVar[str] = "unnamed"

    slug = models.SlugField(unique=True)
    name = models.CharField("来源", max_length=60)
    layout = models.SlugField()
    receiver = models.CharField(max_length=12, choices=[("register", "名册"), ("source", "核对来源")])


class LearnedHeader(Recorded):
    """A header text a clerk once explained, for one source: `key` is the field it means, or '' when it is to be left alone. What is taught anew or
    unlearned ends the row, so that its history stays."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="learned")
    text = models.CharField("表头", max_length=120)
    key = models.CharField("字段", max_length=60, blank=True)
    taught_at = models.DateTimeField("教的时间", null=True)
    taught_by = models.CharField("教的人", max_length=60, blank=True)
    taught_in = models.CharField("在哪份表里", max_length=200, blank=True)
    ended_at = models.DateTimeField("不再用的时间", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "text"], condition=Q(ended_at=None), name="header_learned_once")]


class Delivery(Recorded, Placed):
    """One file received. The file itself lies sealed under `digest` (SHA-256 of its content); one with a password also without it, under `opened`.

    `looks` counts how often it was looked at, `header_row` 0 means that the
    header is to be found.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="deliveries")
    file_name = models.CharField("文件", max_length=200)
    digest = models.CharField(max_length=64)
    opened = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField("字节")
    sheet = models.CharField("工作表", max_length=100, blank=True)
    header_row = models.PositiveIntegerField("表头行", default=0)
    data_day = models.DateField("数据日期")
    state = models.CharField("状态", max_length=12, choices=FLOW.choices, default="received")
    sentence = models.CharField("说明", max_length=500, blank=True)
    guess = models.SlugField("最像", blank=True)
    received_at = models.DateTimeField("收件时间")
    received_by = models.CharField("收件人", max_length=60)
    rows = models.PositiveIntegerField("行数", default=0)
    outside = models.PositiveIntegerField("不归本岗位的行数", default=0)
    looks = models.PositiveSmallIntegerField("看过几遍", null=True)
    headings = models.CharField(max_length=32, blank=True, help_text="fingerprint of the headings of what is read; '' for none, and in files of earlier versions")

    class Meta:
        indexes = [models.Index(fields=["place_code", "received_at"]), models.Index(fields=["digest"])]

    @property
    def readable(self) -> str:
        """The digest under which the content lies as a reader can open it."""
        return self.opened or self.digest

    @property
    def title(self) -> str:
        """What the list is, and its file."""
        return f"{self.source.name}：{self.file_name}"


class DeliveredSheet(models.Model):
    """One sheet of a delivered file. `turn`: the how-maniest of the sheets read together it is, from 0; null for one that is left alone, and `why`.
    Staging: derived from the file, so without an entry of its own."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="sheets")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("工作表", max_length=100)
    rows = models.PositiveIntegerField("行数", default=0)
    hidden = models.BooleanField(default=False)
    wanted = models.BooleanField("请读这张", default=False)
    turn = models.PositiveSmallIntegerField(null=True)
    header_row = models.PositiveIntegerField("表头行", default=0)
    header_rows = models.PositiveSmallIntegerField("表头占几行", default=1)
    since_1904 = models.BooleanField("日期从1904年算起", default=False)
    banner = models.TextField(blank=True, help_text="what stood above the header, one a line, numbers masked: read past when it comes again")
    why = models.CharField(max_length=200, blank=True)


class DeliveredColumn(models.Model):
    """One column of a delivered sheet and what we take it for. Staging: derived from the file, so without an entry of its own."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="columns")
    position = models.PositiveSmallIntegerField()
    letter = models.CharField(max_length=3)
    text = models.CharField("表头", max_length=200, blank=True)
    key = models.CharField("字段", max_length=60, blank=True)
    how = models.CharField(max_length=12)
    unit = models.CharField("单位", max_length=8, blank=True)
    proposal = models.CharField("也许是", max_length=60, blank=True)
    examples = models.TextField(blank=True, help_text="sealed")


class DeliveredShape(models.Model):
    """What the contents of rows that are alike stand under: [headers of the cells, keys of the values, for each key the position of its header]. Staging, as the
    rows."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="shapes")
    content = models.TextField(help_text="sealed JSON")


class DeliveredRow(Placed):
    """One row as it was delivered and as we understood it (`content`, sealed JSON), and the columns that are looked up or counted.

    Staging: derived from the file, whose hash stands in the journal, so without an entry of its own until it is applied (`applied_in`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="lines", db_index=False)   # delivered_row_once begins with it
    number = models.PositiveIntegerField("行号")
    content = models.TextField(help_text="sealed JSON: [shape, values, delivered cells]; of earlier versions {delivered: …, understood: …}")
    print = models.CharField(max_length=32, blank=True, help_text="fingerprint of what was understood; '' where it is to be opened")
    name = models.CharField("姓名", max_length=80, blank=True)
    name_folded = models.CharField(max_length=80, blank=True)
    id_index = models.CharField(max_length=32, blank=True)
    id18_index = models.CharField(max_length=32, blank=True)
    id_status = models.CharField(max_length=12, choices=list(STATUS_WORDS.items()), blank=True)
    sex = models.CharField(max_length=3, blank=True)
    birth = models.DateField(null=True)
    relation = models.CharField(max_length=20, blank=True)
    household_number = models.CharField("户编号", max_length=40, blank=True)
    person_number = models.CharField("人编号", max_length=40, blank=True)
    event_day = models.DateField("发生日期", null=True)
    outcome = models.CharField("结果", max_length=10, choices=list(OUTCOMES.items()), blank=True)
    faults = models.TextField(blank=True, help_text="one a line: column letter, tab, sentence")
    warnings = models.TextField(blank=True, help_text="as faults")
    subject = models.CharField(max_length=64, blank=True, help_text="id of the person it was applied to")
    applied_in = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["delivery", "number"], name="delivered_row_once")]
        indexes = [
            models.Index(fields=["delivery", "place_code", "outcome"]),
            models.Index(fields=["subject"]),
        ]


class DeliveredCell(models.Model):
    """A cell of a column that means no field of ours: a county's own column, kept to be found by. Numbers of persons in it are masked; the whole cell
    stands, sealed, with its row. Staging, as its row."""

    row = models.ForeignKey(DeliveredRow, on_delete=models.CASCADE, related_name="cells")
    header = models.CharField("表头", max_length=60)
    value = ComparedField("内容", max_length=80)

    class Meta:
        indexes = [models.Index(fields=["header", "value"], name="own_column")]


class DeliveredVillage(Recorded, Placed):
    """One village of a delivery: what the preview counted, and whether it has been applied. A village is applied whole or not at all."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="villages")
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["delivery", "place_then"], name="village_once_a_delivery")]
