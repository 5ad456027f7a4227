"""The key of each subject: what is written about one household in the journal is sealed under its own key. And which keys of the county's ring are needed."""

from uuid import UUID

from django.db import models
from django.utils import timezone

from bangfu.sealing.ring import ring

PURPOSE = "subject key"


class SubjectKey(models.Model):
    """One subject's key, itself sealed under the county's. Destroying it (`wrapped` empty) makes what it sealed unreadable for ever."""

    id = models.UUIDField(primary_key=True, editable=False)
    wrapped = models.CharField(max_length=160, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    destroyed_at = models.DateTimeField(null=True)

    @property
    def key(self) -> bytes | None:
        """The 32 bytes, or None when the key was destroyed."""
        return ring().unseal_bytes(self.wrapped, PURPOSE) if self.wrapped else None


def new_subject_key(subject: UUID, secret: bytes) -> SubjectKey:
    """An unsaved key row for a subject, so that many can be written at once."""
    return SubjectKey(id=subject, wrapped=ring().seal_bytes(secret, PURPOSE))


class KnownKey(models.Model):
    """A key of the ring under which something here may lie, by its mark: at the start a ring without it is told to be the wrong one (`present.must_open`)."""

    name = models.CharField(max_length=20, primary_key=True)
    mark = models.CharField(max_length=16)
    noted_at = models.DateTimeField(default=timezone.now)
