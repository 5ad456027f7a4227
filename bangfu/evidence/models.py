"""Papers kept."""

from django.db import models

from bangfu.facts.models import Placed, Recorded


class Paper(Recorded, Placed):
    """One photograph or paper about one subject. What was stored of it lies sealed under `digest` (SHA-256 of the stored content).

    The subject (a household, person, village, body …) is named by kind word, id and label, never by a key upwards; `subject_key` is the
    subject key its journal entries are sealed under. `kind` is a slug of the caller's catalogue, `kind_word` what it was called that day.
    """

    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    subject_label = models.CharField("对象", max_length=160)
    subject_key = models.UUIDField(null=True)
    kind = models.SlugField("材料", max_length=40, db_index=False)
    kind_word = models.CharField("材料名称", max_length=60)
    file_name = models.CharField("文件", max_length=200)
    media_type = models.CharField("格式", max_length=20)
    size = models.PositiveIntegerField("字节")
    digest = models.CharField(max_length=64)
    taken_on = models.DateField("材料日期", null=True)
    note = models.CharField("说明", max_length=200, blank=True)
    kept_at = models.DateTimeField("存入时间")
    kept_by = models.CharField("存入人", max_length=60)
    withdrawn_at = models.DateTimeField("撤下时间", null=True)
    withdrawn_by = models.CharField("撤下人", max_length=60, blank=True)
    withdrawn_reason = models.CharField("撤下理由", max_length=500, blank=True)
    erased_at = models.DateTimeField("销毁时间", null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"]),
            models.Index(fields=["place_code", "kind"]),
            models.Index(fields=["digest"]),
        ]
