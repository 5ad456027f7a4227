"""Pages of a filled county, one reader, in this process: from the request to the HTML. CPU-milliseconds."""

from collections.abc import Callable, Iterator
from itertools import cycle

from django.db.models import Count
from django.db.models.functions import Substr
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from bangfu.demo.places import COUNTY
from bangfu.facts.models import NOW
from bangfu.organization.models import User
from bangfu.registry.models import PersonRecord
from bangfu.registry.queries import person_key
from bangfu.registry.records import ID_PURPOSE
from bangfu.sealing.ring import ring
from tests.bench.county import OFFICER, officer, sample
from tests.bench.figures import COUNTY as FILLED
from tests.bench.figures import Asked, Measured, bench, share, spent

ROUNDS, WARM, SAMPLES = 30, 1, 30
DOOR = "sign-in"
Visit = Callable[[], HttpResponse]


@bench("page", unit="CPU-ms", baseline="the sign-in page, which asks nothing of the register", ground=FILLED, target="≤ 300 ms")
def pages(asked: Asked) -> Iterator[Measured]:
    """p50 and p95 of every page, all pages in turns; each is asked for other people and places from round to round."""
    visits, times = _visits(asked.seed), dict[str, list[float]]()
    for nth in range(WARM + ROUNDS):
        for name, visit in visits.items():
            answers: list[HttpResponse] = []
            milliseconds = spent(lambda: answers.append(visit())) * 1000   # noqa: B023 - called at once
            if answers[0].status_code != 200 and not name.startswith("search by ID"):
                raise RuntimeError(f"{name}: {answers[0].status_code}")
            if nth >= WARM:
                times.setdefault(name, []).append(milliseconds)
    size = PersonRecord.objects.filter(**NOW.filters()).count()
    for name, taken in times.items():
        for percent in (50, 95):
            value = share(taken, percent)
            yield Measured(value, value / share(times[DOOR], percent), size, f"{name}, p{percent}", "" if percent == 95 else " ")


def _visits(seed: int) -> dict[str, Visit]:
    """What is asked for, by name; each call asks for the next of the samples."""
    nobody, client, by = Client(), Client(), officer()
    client.force_login(User.objects.get(username=OFFICER), "django.contrib.auth.backends.ModelBackend")
    people = sample(seed, SAMPLES)
    persons, villages = cycle(people), cycle(sorted({one.place_code for one in people}))
    numbers = cycle([ring().unseal(one.id_number, ID_PURPOSE) for one in people])
    surnames = cycle(_common_surnames())

    def look(name: str, *words: str, **query: str) -> HttpResponse:
        return client.get(reverse(name, args=words), query)   # type: ignore[return-value]

    def search(words: str) -> HttpResponse:
        return client.post(reverse("search"), {"words": words})   # type: ignore[return-value]

    behind = cycle([person_key(by, one.person_id) for one in people])
    return {
        DOOR: lambda: nobody.get(reverse("sign_in")),   # type: ignore[dict-item]
        "overview of the county": lambda: look("overview", COUNTY),
        "overview of a village": lambda: look("overview", next(villages)),
        "roster of the county, first page": lambda: look("roster", COUNTY, all="1"),
        "roster of the county, a page behind somebody": lambda: look("roster", COUNTY, after=next(behind)),
        "roster of the county by surname": lambda: look("roster", COUNTY, words=next(surnames)),
        "roster of the county, who came and left in September": lambda: look("roster", COUNTY, as_of="2026-09-30", since="2026-08-31"),
        "roster of the county, 脱贫户 who came and left in September": lambda: look("roster", COUNTY, status="assisted:脱贫户", as_of="2026-09-30", since="2026-08-31"),
        "the numbers of that, which follow": lambda: look("roster_passages", COUNTY, status="assisted:脱贫户", as_of="2026-09-30", since="2026-08-31"),
        "how many a common surname has, which follows": lambda: look("roster_total", COUNTY, words=next(surnames)),
        "roster of a village on a past day": lambda: look("roster", next(villages), as_of="2026-06-30"),
        "households of a village on a past day": lambda: look("roster", next(villages), as_of="2026-06-30", by="household"),
        "file of a village": lambda: look("village_file", next(villages)),
        "search by a common surname": lambda: search(next(surnames)),
        "search by ID number": lambda: search(next(numbers)),
        "person": lambda: look("person", str(next(persons).person_id)),
        "household": lambda: look("household", str(next(persons).household_id)),
        "figures of the county": lambda: look("figures", COUNTY),
        "figures of the county on a past day": lambda: look("figures", COUNTY, as_of="2026-10-01"),
        "findings board of the county": lambda: look("findings", COUNTY),
        "findings of a village": lambda: look("village_findings", next(villages)),
        "journal": lambda: look("journal"),
    }


def _common_surnames() -> list[str]:
    counted = PersonRecord.objects.filter(**NOW.filters()).annotate(surname=Substr("name_folded", 1, 1)).values_list("surname")
    return [surname for surname, _ in counted.annotate(n=Count("id")).order_by("-n")[:5]]
