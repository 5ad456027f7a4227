"""Voices and what was replied."""

from django.db import models

from bangfu.facts.models import Placed, Recorded
from bangfu.rules.voice import FLOW, KINDS, MATTERS, STEPS


class Voice(Recorded, Placed):
    """One complaint, proposal or question. `place_code` is the desk it lies at: the county's, or the township's it was passed to; `about_code` the
    place it speaks of, '' for none. Words and writer lie sealed under the voice's own subject key; `writer_index` is a blind index of the account, by
    which only the writer finds it again."""

    kind = models.CharField("类别", max_length=12, choices=list(KINDS.items()))
    matter = models.CharField("关于", max_length=12, choices=list(MATTERS.items()))
    about_code = models.CharField("说的地方", max_length=15, blank=True)
    page = models.CharField("当时的页面", max_length=200, blank=True)
    words = models.TextField("内容")
    writer = models.TextField("写的人")
    writer_index = models.CharField(max_length=32)
    is_anonymous = models.BooleanField("匿名")
    state = models.CharField("状态", max_length=10, choices=FLOW.choices)
    said_at = models.DateTimeField("写的时间")
    moved_at = models.DateTimeField("最近办理时间")

    class Meta:
        indexes = [
            models.Index(fields=["place_code", "state"], name="voices_voice_desk"),
            models.Index(fields=["writer_index", "said_at"], name="voices_voice_writer"),
        ]


class Reply(Recorded):
    """What was done about a voice, with the words that go with it, sealed under the voice's key. Who did it stands as "匿名" for a writer who did not
    give their name."""

    voice = models.ForeignKey(Voice, models.PROTECT, related_name="replies")
    step = models.CharField(max_length=16, choices=list(STEPS.items()))
    words = models.TextField()
    by_name = models.CharField(max_length=60)
    by_title = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
