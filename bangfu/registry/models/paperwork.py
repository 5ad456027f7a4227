"""What leaves the register on paper or in a file: whole numbers disclosed, files printed."""

from django.db import models

from bangfu.facts.models import Placed, Recorded
from bangfu.rules.disclosure import FLOW

PRINTED = {"household_files": "档案", "collection": "信息采集对照表", "collection_book": "信息采集对照表（表格）", "findings": "疑点清单"}
PRINTING_STATES = {"asked": "排队中", "made": "可下载", "expired": "已过期"}


class Disclosure(Recorded, Placed):
    """Many whole numbers given out at once, for a named purpose and receiver; asked for by one person, approved by another, taken once."""

    purpose = models.CharField("用途", max_length=200)
    receiver = models.CharField("接收单位", max_length=100)
    document = models.CharField("依据文件", max_length=120, blank=True)
    columns = models.CharField("号码", max_length=60, help_text="comma-separated: id_number, phone, bank_account")
    status = models.CharField("范围", max_length=40, blank=True, help_text="family:label; '' for everybody")
    persons = models.PositiveIntegerField("人数", default=0)
    state = models.CharField("状态", max_length=10, choices=FLOW.choices, default="asked")
    asked_by = models.BigIntegerField(null=True)
    asked_by_name = models.CharField("申请人", max_length=60)
    asked_at = models.DateTimeField("申请时间")
    decided_by = models.BigIntegerField(null=True)
    decided_by_name = models.CharField("审批人", max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    note = models.CharField("审批意见", max_length=200, blank=True)
    taken_at = models.DateTimeField("取走时间", null=True)

    class Meta:
        indexes = [models.Index(fields=["place_code", "state"], name="disclosure_by_place")]


class Printing(Recorded, Placed):
    """What a job makes to be taken away: the files of a whole village as one PDF, what a package above prints (`what`, of PRINTED), or a long list as a
    workbook. It lies sealed under `digest` until it expires. `title`, `terms` and `rows` are of workbooks only."""

    what = models.CharField(max_length=20)
    about = models.CharField(max_length=64, blank=True, help_text="what a package above knows it by")
    title = models.CharField("内容", max_length=160, blank=True)
    terms = models.TextField(blank=True, help_text="sealed JSON: what was asked for, and the reach and role it was asked with")
    rows = models.PositiveIntegerField("行数", null=True)
    status = models.CharField(max_length=40, blank=True, help_text="family:label; '' for every household")
    state = models.CharField(max_length=10, choices=list(PRINTING_STATES.items()), default="asked")
    digest = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField("页数", default=0)
    households = models.PositiveIntegerField("户数", default=0)
    asked_by = models.BigIntegerField(null=True)
    asked_by_name = models.CharField("申请人", max_length=60)
    asked_at = models.DateTimeField("申请时间")
    expires_at = models.DateTimeField("保留至", null=True)

    class Meta:
        indexes = [models.Index(fields=["place_code", "asked_at"], name="printing_by_place")]
