"""Bodies: enterprises, cooperatives, farms, big growers, schools, clinics, banks."""

from django.db import models

from bangfu.facts.models import Fact, Originated, Placed, Recorded


class Body(Recorded):
    """A body for as long as it is known. Everything about it stands in its records."""


class BodyRecord(Fact, Placed, Originated):
    """What was true of a body, known by its 统一社会信用代码 (GB 32100-2015; a big grower may have none). `phone` is sealed."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="records")
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    name = models.CharField("名称", max_length=100)
    name_folded = models.CharField(max_length=100)
    kind = models.CharField("类型", max_length=16)
    head = models.CharField("负责人", max_length=60, blank=True)
    phone = models.CharField("联系电话", max_length=200, blank=True, help_text="sealed")
    phone_index = models.CharField(max_length=32, blank=True)
    address = models.CharField("地址", max_length=120, blank=True)
    business = models.CharField("主营", max_length=120, blank=True)
    founded_on = models.DateField("成立日期", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "valid_from", "superseded_at"], name="body_record_once")]
        indexes = [
            models.Index(fields=["place_code", "kind", "name_folded"], name="body_by_place"),
            models.Index(fields=["credit_code"], name="body_by_code"),
        ]
