"""What can be made anew from the facts at any time: counters, and the keys by which names are found. No facts themselves."""

from django.db import models

from bangfu.facts.fields import ComparedField, PlaceCodeField
from bangfu.registry.models.people import Person


class RegisterCount(models.Model):
    """Households and persons now in the register by village: a counter, kept by every action that moves it and recounted on demand."""

    place_code = PlaceCodeField(primary_key=True)
    households = models.IntegerField(default=0)
    persons = models.IntegerField(default=0)
    stirs = models.IntegerField("动过几次", default=0, help_text="how often it was counted anew: what else is kept of the place is as old as this says")


class RegisterStep(models.Model):
    """By how much one place's counts step from the day `day` on, as became known at `known_at`.

    What was true on a day D as known at K is the sum over the steps with day ≤ D and known_at ≤ K: a fact true in [from, to) and believed in
    [recorded, superseded) steps up at (from, recorded), down at (to, recorded), and the other way round at its supersession.
    """

    place_code = PlaceCodeField("所在地")
    place_then = PlaceCodeField("当时所在地")
    day = models.DateField()
    known_at = models.DateTimeField()
    households = models.IntegerField(default=0)
    persons = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["place_then", "day"], name="step_by_place"), models.Index(fields=["place_code"], name="step_by_reach")]


class NameKey(models.Model):
    """One way to find a person now in the register: `key` is the folded name or an end of it, or its pinyin initials or an end of them.

    The range `key >= x and key < x + highest` finds every name that holds x, without a scan.
    """

    key = ComparedField(max_length=40)
    place_code = PlaceCodeField("所在地")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)   # persons never go

    class Meta:
        indexes = [models.Index(fields=["key", "place_code", "person"], name="name_key"), models.Index(fields=["person"], name="name_key_of")]
