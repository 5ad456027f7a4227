"""Every address of the program with an example on a village of the test world: a route that is missing here fails the test that walks them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from bangfu.organization.actor import Actor
from tests.web.world import Site

Words = dict[str, str]


def _nothing(_: Site) -> Words:
    return {}


@dataclass(frozen=True)
class Route:
    """One address: `of` names the field of Site its object lies at ('' when it has none of its own), `power` what one must hold.

    `above`: also people below the place may look (the county's page shows a village clerk their own village's part of it).
    `named_inside`: the object is named in the form, not in the address, so that a refusal may also be a 409.
    """

    name: str
    arguments: Callable[[Site], Words] = _nothing
    power: str = ""
    of: str = ""
    method: str = "get"
    form: Callable[[Site], Words] = _nothing
    above: bool = False
    named_inside: bool = False

    def address(self, site: Site) -> str:
        return reverse(self.name, kwargs=self.arguments(site))

    def open_to(self, actor: Actor, site: Site) -> bool:
        """Whether the powers and the reach of this person say yes."""
        if self.power and not actor.can(self.power):
            return False
        at = getattr(site, self.of) if self.of else ""
        return not at or any(at in one or (self.above and one.lo.startswith(at)) for one in actor.ranges)


def _at(field: str, name: str = "") -> Callable[[Site], Words]:
    return lambda site: {name or field: getattr(site, field)}


def _day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


LOOK, FACES, ASKED = "deliveries.look", "registry.look", "crosscheck.look"
PAPERS = "evidence.look"
ROUTES = {one.name: one for one in (
    Route("today"),
    Route("overview", _at("place"), of="place"),
    Route("sign_in"),
    Route("sign_out", method="post"),
    Route("choose_post", method="post", form=lambda _: {"post": "00000000-0000-0000-0000-000000000000"}, named_inside=True),
    Route("search", power=FACES, method="post", form=lambda site: {"words": site.secrets[0]}),
    Route("person", _at("person"), FACES, "place"),
    Route("correct_person", _at("person"), "registry.correct", "place", "post", lambda site: {"name": "改名", "reason": "对照户口簿", "seen": site.entry}),
    Route("leave_register", _at("person"), "registry.correct", "place", "post", lambda _: {"kind": "moved_out", "on": _day(0), "reason": "全家迁出"}),
    Route("unmask", _at("person"), "registry.unmask", "place", "post", lambda _: {"column": "id_number", "reason": "电话里核对"}),
    Route("household", _at("household"), FACES, "place"),
    Route("print_household", _at("household"), "registry.print", "place", "post"),
    Route("village_file", _at("place"), FACES, "place"),
    Route("village_rows", lambda site: {"place": site.place, "cut": "sex"}, FACES, "place"),
    Route("village_report", _at("place"), "registry.correct", "place"),
    Route("report_village", _at("place"), "registry.correct", "place", "post",
          lambda _: {"how": "since", "since": _day(0), "reporter": "覃会计", "households": "9"}),
    Route("print_village_file", _at("place"), "registry.print", "place", "post"),
    Route("keep_village_paper", _at("place"), "evidence.keep", "place", "post"),
    Route("print_village", _at("place"), "registry.print", "place", "post", lambda _: {"status": ""}),
    Route("printing_progress", _at("printing"), "registry.print", "place"),
    Route("download_printing", _at("printing"), "registry.print", "place", "post"),
    Route("journal", power="journal.look"),
    Route("verify_journal", power="journal.verify", method="post"),
    Route("entry", _at("entry"), "", "place"),
    Route("health"),
    Route("roster_home", power=FACES),
    Route("roster", _at("place"), FACES, "place"),
    Route("export_roster", _at("place"), "reporting.export", "place", "post", lambda _: {"by": "household"}),
    Route("delivery_changes", _at("compared", "delivery"), LOOK, "township", above=True),
    Route("deliveries", power=LOOK),
    Route("receive", power="deliveries.receive", method="post", form=lambda _: {"layout": "village_ledger"}),
    Route("delivery", _at("compared", "delivery"), LOOK, "township", above=True),
    Route("delivery_progress", _at("compared", "delivery"), LOOK, "township", above=True),
    Route("confirm_columns", _at("read", "delivery"), "deliveries.receive", "township", "post", lambda _: {"c0": "name", "c1": "id_number", "c2": "death_date"}),
    Route("delivery_rows", _at("compared", "delivery"), LOOK, "township", above=True),
    Route("apply_delivery", _at("compared", "delivery"), "deliveries.apply", "township", "post"),
    Route("cancel_delivery", _at("read", "delivery"), "deliveries.receive", "township", "post"),
    Route("refused_workbook", _at("compared", "delivery"), "deliveries.receive", "township", "post"),
    Route("delivered_row", _at("row"), LOOK, "place"),
    Route("paper", _at("paper"), PAPERS, "place"),
    Route("paper_content", _at("paper"), PAPERS, "place"),
    Route("withdraw_paper", _at("paper"), "evidence.keep", "place", "post", lambda _: {"reason": "拍错了户"}),
    Route("findings_home", power=ASKED),
    Route("runs", power=ASKED),
    Route("exemptions", power=ASKED),
    Route("decide_exemptions", power="crosscheck.approve", of="place", method="post", named_inside=True,
          form=lambda site: {"exemption": site.exemption, "verdict": "approve", "reason": "看过复印件"}),
    Route("finding", _at("finding"), ASKED, "place"),
    Route("correct_finding", _at("finding"), "crosscheck.settle", "place", "post", lambda _: {"how": "fix_name", "name": "改名", "reason": "看了户口簿"}),
    Route("exempt_finding", _at("finding"), "crosscheck.settle", "place", "post", lambda _: {"reason": "情况属实", "expires_on": _day(30)}),
    Route("findings", _at("place"), ASKED, "place"),
    Route("village_findings", _at("place"), ASKED, "place"),
    Route("run_checks", _at("place"), "crosscheck.run", "place", "post"),
    Route("run_progress", _at("place"), ASKED, "place"),
    Route("print_findings", _at("place"), "crosscheck.print", "place", "post", lambda _: {"kind": "xlsx"}),
    Route("figures_home", power="reporting.look"),
    Route("figures", _at("place"), "reporting.look", "place"),
    Route("figure", lambda site: {"place": site.place, "name": "persons"}, "reporting.look", "place"),
)}
# the same pages at the township and the county, which people below may open as far as they reach
ABOVE = tuple(
    Route(name, lambda site, at=at, more=more: {"place": getattr(site, at), **more}, power, at, above=True)   # type: ignore[misc]
    for at in ("township", "county") for name, power, more in (
        ("overview", "", {}), ("roster", FACES, {}), ("findings", ASKED, {}), ("village_findings", ASKED, {}), ("figures", "reporting.look", {}),
        ("village_file", FACES, {}), ("figure", "reporting.look", {"name": "open_findings"}),
    )
)
OPEN_TO_ALL = {"sign_in", "health"}
OPEN_WITHOUT_POST = {"sign_out"}


def every_pattern() -> Iterator[URLPattern]:
    """Every address the program answers to, however deep it is included."""
    def below(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from below(one.url_patterns)
            else:
                yield one
    return below(get_resolver().url_patterns)


PAGES = tuple(one for one in (*ROUTES.values(), *ABOVE) if one.method == "get")
DEEDS = tuple(one for one in ROUTES.values() if one.method == "post")
