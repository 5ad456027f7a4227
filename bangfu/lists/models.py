"""What is kept of how people like their lists: the columns each chose, and the views they saved."""

from django.db import models
from django.db.models import Q

from bangfu.facts.models import Placed, Recorded


class ListChoice(Recorded):
    """The columns somebody chose for a list, in their order, and how many rows a page; without columns the usual ones."""

    user_id = models.IntegerField("谁")
    listing = models.CharField("列表", max_length=40)
    columns = models.TextField("列", blank=True, help_text="keys, joined by a blank")
    size = models.PositiveSmallIntegerField("每页行数", default=50)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "listing"], name="list_choice_once")]


class SavedView(Recorded, Placed):
    """A view of a list under a name: filters, columns and order. `terms` is sealed, since somebody may have typed a name to find people by. `at`: the place it
    is of, '' for the own place of whoever opens it. `place_code` is the office of who saved it: with `is_shared` its posts and those below see it."""

    name = models.CharField("名称", max_length=60)
    listing = models.CharField("列表", max_length=40)
    terms = models.TextField("条件", help_text="sealed")
    columns = models.TextField("列", blank=True, help_text="keys, joined by a blank")
    at = models.CharField("地方", max_length=15, blank=True)
    user_id = models.IntegerField("谁存的")
    user_name = models.CharField("谁存的", max_length=40)
    saved_at = models.DateTimeField("存的时间")
    is_shared = models.BooleanField("本单位可用", default=False)
    is_dropped = models.BooleanField("已删除", default=False)

    class Meta:
        verbose_name = "保存的视图"
        indexes = [
            models.Index(fields=["user_id", "listing"], name="view_by_user"),
            models.Index(fields=["place_code", "listing"], name="view_by_office", condition=Q(is_shared=True)),
        ]
