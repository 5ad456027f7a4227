"""Entries, the head of each chain, and the county's seals."""

from django.db import models

from bangfu.facts.fields import PlaceCodeField
from bangfu.facts.models import new_id
from bangfu.journal.chain import entry_hash
from bangfu.journal.digest import plain


class Entry(models.Model):
    """One entry: who, by which post, where, when, what, why, and which rows it wrote. Append-only by triggers.

    `rows` has one line a row (`chain.line`); `changes` is JSON of what was before and after, sealed under the subject's key, or
    under the county's for subjects without one. `subject_key` names the key under which label and reason are sealed too; without one
    they lie open. Actor and post are plain values: they stay true when people leave.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    chain = PlaceCodeField("链", max_length=9)
    number = models.PositiveIntegerField("序号")
    at = models.DateTimeField("时间")
    user_id = models.BigIntegerField(null=True)
    user_name = models.CharField("经办人", max_length=60)
    post_id = models.UUIDField(null=True)
    post_title = models.CharField("岗位", max_length=80)
    place_code = PlaceCodeField("地点")
    verb = models.CharField("事项", max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    subject_label = models.TextField("对象")
    reason = models.TextField("理由", blank=True)
    subject_key = models.UUIDField(null=True)
    origin_kind = models.CharField(max_length=40, blank=True)
    origin_id = models.CharField(max_length=64, blank=True)
    papers = models.TextField("凭据", blank=True, help_text="SHA-256, comma-separated")
    rows = models.TextField(blank=True)
    changes = models.TextField(blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="journal_entry_stands_once")]
        indexes = [
            models.Index(fields=["place_code", "id"]),
            models.Index(fields=["subject_kind", "subject_id"]),
            models.Index(fields=["user_id", "at"], name="journal_ent_user_id_at"),
            models.Index(fields=["verb", "at"], name="journal_by_verb"),
        ]

    HASHED = (
        "id", "chain", "number", "at", "user_id", "user_name", "post_id", "post_title", "place_code", "verb", "subject_kind", "subject_id",
        "subject_label", "reason", "origin_kind", "origin_id", "papers", "rows", "changes",
    )

    def computed_hash(self) -> str:
        """The hash this entry must have, from its own content and the hash before it; `subject_key` counts where there is one."""
        names = [*self.HASHED, *(["subject_key"] if self.subject_key else [])]
        return entry_hash(self.previous, [plain(getattr(self, name)) for name in names])


class Head(models.Model):
    """The end of a chain: locked last in an action, once in a batch."""

    chain = PlaceCodeField(primary_key=True, max_length=9)
    number = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")


class Seal(models.Model):
    """The county's seal: the Merkle root over all heads at one moment. Printed on papers, so that the past can be held against it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField("盖印时间")
    heads = models.TextField(help_text="one line a chain: code, number, hash")
    root = models.CharField(max_length=64)


class Reading(models.Model):
    """Somebody looked at something on a day (`journal.readings`). Append-only by triggers; names of those who look, never of those looked at."""

    day = models.DateField()
    at = models.DateTimeField("时间")
    user_id = models.BigIntegerField()
    user_name = models.CharField("谁", max_length=60)
    post_title = models.CharField("岗位", max_length=80)
    kind = models.CharField(max_length=12)
    subject_id = models.CharField(max_length=40)
    place_code = PlaceCodeField("地点")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_id", "kind", "user_id", "day"], name="reading_once_a_day")]
        indexes = [models.Index(fields=["place_code", "id"], name="reading_by_place"), models.Index(fields=["user_name", "id"], name="reading_by_name")]
