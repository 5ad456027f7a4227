"""Every address of the program with an example on a village of the test world: a route that is missing here fails the test that walks them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from bangfu.organization.actor import Actor
from bangfu.sealing.ring import ring
from bangfu.web.household_deeds import DEEDS as DEEDS_THERE
from tests.county import PASSWORD
from tests.web.world import Site

Words = dict[str, str]


# whose answers stand inside a page that is there already
PARTS = {
    "delivery_progress", "run_progress", "repeat_progress", "verify_progress", "printing_progress", "export_progress", "batch_progress", "paper_progress", "roster_total",
    "roster_passages", "since_last_counts", "figures_counted", "figure_trend", "tour_steps", "waiting", "overview_week", "overview_trends", "overview_map",
    "village_part",
}
NO_ID = "00000000-0000-7000-8000-000000000000"


def _nothing(_: Site) -> Words:
    return {}


@dataclass(frozen=True)
class Route:
    """One address: `of` names the field of Site its object lies at ('' when it has none of its own), `power` what one must hold (one
    of them, where there are several).

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
        if self.power and not any(actor.can(one) for one in self.power.split()):
            return False
        at = getattr(site, self.of) if self.of else ""
        return not at or any(at in one or (self.above and one.lo.startswith(at)) for one in actor.ranges)


def _at(field: str, name: str = "") -> Callable[[Site], Words]:
    return lambda site: {name or field: getattr(site, field)}


def _first_sheet(site: Site) -> Words:
    return {"batch": site.batch, "sequence": "1"}


def _nation() -> Words:
    return {"place_pupils": "1", "place_household_registration": "2", "place_city_persons": "3", "place_village_ledger": ""}


def _limits() -> Words:
    return {"on": "on", "parent_gap": "14", "grandparent_gap": "24", "head_age": "16", "spouse_age": "16", "oldest": "120"}


def _lines(site: Site) -> Words:
    return {"lines": f"{site.place} {site.place} 新名村", "on": _day(0), "document": "云政发〔2026〕7号"}


def _day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


PLACES, GRIDS, TAGS, LINES = "organization.look organization.grids", "organization.grids", "organization.tags", "organization.places"
LOOK, FACES, ASKED = "deliveries.look", "registry.look", "crosscheck.look"
PAPERS = "evidence.look"
DESK = "voices.answer voices.name"
MANY = "registry.disclose"
LISTS = "crosscheck.print"
ACCOUNTS = "accounts.look"
WORK = "work.again"
ROUTES = {one.name: one for one in (
    Route("today"),
    Route("overview", _at("place"), of="place"),
    Route("overview_week", _at("place"), of="place"),
    Route("overview_trends", _at("place"), of="place"),
    Route("overview_map", _at("place"), "reporting.look", of="place"),
    Route("week_findings", lambda site: {"place": site.place, "way": "new"}, ASKED, "place"),
    Route("failed_work", power=WORK),
    Route("try_work_again", lambda _: {"job": NO_ID}, WORK, method="post", named_inside=True),
    Route("county_map", power=LINES),
    Route("load_map", power=LINES, method="post"),
    Route("set_map_approval", power=LINES, method="post", form=lambda _: {"approval": "审图号一"}, named_inside=True),
    Route("remove_map", power=LINES, method="post", named_inside=True),
    Route("sign_in"),
    Route("sign_out", method="post"),
    Route("sign_in_code"),
    Route("choose_language", method="post", form=lambda _: {"language": "zh"}),   # so that whoever walks on reads on
    Route("accounts", power=ACCOUNTS),
    Route("account", lambda site: {"user": site.user}, ACCOUNTS, "county"),
    Route("new_account", power="organization.appoint", method="post", form=lambda _: {"name": "新人", "username": "xinren"}),
    Route("door_rules", power=ACCOUNTS),
    Route("set_door", power="accounts.rules", method="post", form=lambda _: {
        "idle_minutes": "30", "longest_hours": "8", "most_sessions": "2", "exported_rows": "1000", "password_days": "90", "reason": "县里定的"}),
    Route("proposals", power="accounts.agree"),
    Route("decide_proposal", lambda _: {"proposal": NO_ID}, "accounts.agree", method="post", form=lambda _: {"verdict": "approve"}, named_inside=True),
    Route("leave_post", lambda _: {"holding": NO_ID}, "organization.appoint", method="post", form=lambda _: {"reason": "调走"}, named_inside=True),
    Route("employ", lambda site: {"user": site.user}, "organization.appoint", "county", "post", lambda site: {
        "title": "新岗", "role": "village_clerk", "at": site.place, "reason": "新来的"}, named_inside=True),
    Route(
        "account_deed", lambda site: {"user": site.user, "deed": "sessions"}, "accounts.reset", "county", "post",
        lambda _: {"reason": "手机丢了", "current": PASSWORD}, named_inside=True,
    ),
    Route("my_account", power="accounts.own"),
    Route("end_my_session", lambda _: {"mark": NO_ID}, "accounts.own", method="post", form=lambda _: {"current": PASSWORD}, named_inside=True),
    Route("end_my_others", power="accounts.own", method="post", form=lambda _: {"current": PASSWORD}),
    Route("known_elsewhere", power="accounts.own", method="post"),
    Route("my_password", power="accounts.own"),
    Route("change_my_password", power="accounts.own", method="post", form=lambda _: {"current": "x", "password": "岩脚竹园-2026", "again": "岩脚竹园-2026"}),
    Route("my_second_step", power="accounts.own"),
    Route("enrol_second_step", power="accounts.own", method="post", form=lambda _: {"code": "000000", "current": "x"}),
    Route("renew_papers", power="accounts.own", method="post", form=lambda _: {"code": "000000"}),
    Route("choose_post", method="post", form=lambda _: {"post": "00000000-0000-0000-0000-000000000000"}, named_inside=True),
    Route("search", power=FACES, method="post", form=lambda site: {"words": site.secrets[0]}),
    Route("search_column", power=FACES),
    Route("found_column", power=FACES, method="post", form=lambda site: {"lines": "\n".join(site.secrets)}),
    Route("export_column", power="registry.print", method="post", form=lambda site: {"kept": ring().seal(site.secrets[0], "web.column")}),
    Route("person", _at("person"), FACES, "place"),
    Route("correct_person", _at("person"), "registry.correct", "place", "post", lambda site: {"name": "改名", "reason": "对照户口簿", "seen": site.person_record}),
    Route("leave_register", _at("person"), "registry.correct", "place", "post", lambda _: {"kind": "moved_out", "on": _day(0), "reason": "全家迁出"}),
    Route("unmask", _at("person"), "registry.unmask", "place", "post", lambda _: {"column": "id_number", "reason": "电话里核对"}),
    Route("person_record", _at("person"), "registry.correct", "place"),
    Route("household", _at("household"), FACES, "place"),
    Route("household_record", _at("household"), "registry.correct", "place"),
    Route("correct_household", _at("household"), "registry.correct", "place", "post", lambda site: {"fuel": "柴草", "reason": "入户看过", "seen": site.record}),
    Route("keep_household_paper", _at("household"), "evidence.keep", "place", "post"),
    Route("household_form", lambda site: {"household": site.household, "deed": "member"}, "registry.correct", "place"),
    Route("household_deed", lambda site: {"household": site.household, "deed": "member"}, "registry.correct", "place", "post",
          lambda _: {"kind": "married_in", "name": "新来的人", "relation": "配偶", "on": _day(0), "reason": "结婚证"}),
    Route("forgetting", power="registry.erase"),
    Route("forget_household", _at("household"), "registry.erase", "place", "post", lambda _: {"reason": "依申请", "document": "申请书一号"}),
    Route("print_household", _at("household"), "registry.print", "place", "post"),
    Route("village_file", _at("place"), FACES, "place"),
    Route("village_part", lambda site: {"place": site.place, "part": "people"}, FACES, "place"),
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
    Route("readings", power="journal.look"),
    Route("verify_journal", power="journal.verify", method="post"),
    Route("verify_progress", power="journal.look"),
    Route("entry", _at("entry"), "", "place"),
    Route("health"),
    Route("roster_home", power=FACES),
    Route("roster", _at("place"), FACES, "place"),
    Route("roster_total", _at("place"), FACES, "place"),
    Route("roster_passages", _at("place"), FACES, "place"),
    Route("export_roster", _at("place"), "reporting.export", "place", "post", lambda _: {"by": "household"}),
    Route("delivery_changes", _at("compared", "delivery"), LOOK, "township", above=True),
    Route("deliveries", power=LOOK),
    Route("receive", power="deliveries.receive", method="post", form=lambda _: {"layout": "village_ledger"}),
    Route("delivery", _at("compared", "delivery"), LOOK, "township", above=True),
    Route("delivery_progress", _at("compared", "delivery"), LOOK, "township", above=True),
    Route("confirm_columns", _at("read", "delivery"), "deliveries.receive", "township", "post", lambda _: {"c0": "name", "c1": "id_number", "c2": "death_date"}),
    Route("unlock_delivery", _at("read", "delivery"), "deliveries.receive", "township", "post", lambda _: {"password": "x"}),
    Route("name_delivery", _at("read", "delivery"), "deliveries.receive", "township", "post", lambda _: {"layout": "deceased_list"}),
    Route("look_again", _at("read", "delivery"), "deliveries.receive", "township", "post", lambda _: {"header_row": "1"}),
    Route("since_last", _at("compared", "delivery"), LOOK, "township", above=True),
    Route("since_last_counts", _at("compared", "delivery"), LOOK, "township", above=True),
    Route("export_since_last", _at("compared", "delivery"), "reporting.export", "township", "post"),
    Route("learned_headers", power=LOOK),
    Route("unlearn_header", lambda _: {"header": "00000000-0000-0000-0000-000000000000"}, "deliveries.receive", method="post", named_inside=True),
    Route("delivery_rows", _at("compared", "delivery"), LOOK, "township", above=True),
    Route("apply_delivery", _at("compared", "delivery"), "deliveries.apply", "township", "post"),
    Route("cancel_delivery", _at("read", "delivery"), "deliveries.receive", "township", "post"),
    Route("refused_workbook", _at("compared", "delivery"), "deliveries.receive", "township", "post"),
    Route("delivered_row", _at("row"), LOOK, "place"),
    Route("paper", _at("paper"), PAPERS, "place"),
    Route("paper_content", _at("paper"), PAPERS, "place"),
    Route("withdraw_paper", _at("paper"), "evidence.keep", "place", "post", lambda _: {"reason": "拍错了户"}),
    Route("help"),
    Route("help_part", lambda _: {"part": "findings"}),
    Route("tour"),
    Route("tour_steps"),
    Route("tour_done", method="post"),
    Route("waiting"),
    Route("voices", power=DESK),
    Route("my_voices", power="voices.write"),
    Route("write_voice", power="voices.write"),
    Route("send_voice", power="voices.write", method="post", form=lambda _: {"kind": "proposal", "matter": "program", "words": "字再大一些"}),
    Route("export_voices", power="voices.answer", method="post"),
    Route("voice", _at("voice"), DESK, "county"),
    Route("answer_voice", _at("voice"), "voices.answer", "county", "post", lambda _: {"words": "下周就改"}),
    Route("pass_voice", _at("voice"), "voices.direct", "county", "post", lambda site: {"township": site.township, "words": "请答复"}),
    Route("take_voice_back", _at("voice"), "voices.direct", "county", "post"),
    Route("close_voice", _at("voice"), "voices.direct", "county", "post", lambda _: {"words": "写了两遍"}),
    Route("accept_answer", _at("voice"), DESK, "county", "post"),
    Route("say_again", _at("voice"), DESK, "county", "post", lambda _: {"words": "还是看不清"}),
    Route("forget_voice", _at("voice"), "voices.direct", "county", "post", lambda _: {"reason": "本人要求"}),
    Route("name_writer", _at("voice"), "voices.name", "county", "post", lambda _: {"reason": "举报失实，需核查"}),
    Route("bodies_home", power=FACES),
    Route("bodies", _at("place"), FACES, "place"),
    Route("paste_roster", _at("place"), FACES, "place", "post", lambda site: {"lines": "\n".join(site.secrets)}, above=True),
    Route("paste_findings", _at("place"), ASKED, "place", "post", lambda site: {"lines": "\n".join(site.secrets)}, above=True),
    Route("choose_columns", lambda _: {"listing": "roster.persons"}, FACES, method="post", form=lambda _: {"column": "sex", "size": "100"}),
    Route("save_view", lambda _: {"listing": "roster.persons"}, FACES, method="post", form=lambda site: {"name": "女", "query": "status=", "place": site.place}),
    Route("take_list", lambda _: {"listing": "roster.persons"}, "registry.print", "place", "post", lambda site: {"place": site.place, "how": "xlsx"}, named_inside=True),
    Route("views"),
    Route("view", lambda _: {"view": NO_ID}),
    Route("rename_view", lambda _: {"view": NO_ID}, "lists.arrange", method="post", form=lambda _: {"name": "女"}),
    Route("drop_view", lambda _: {"view": NO_ID}, "lists.arrange", method="post"),
    Route("body_form", _at("place"), "registry.bodies", "place"),
    Route("register_body", _at("place"), "registry.bodies", "place", "post",
          lambda _: {"name": "新办合作社", "kind": "种养大户", "since": "2026-01-01", "reason": "看了证"}),
    Route("body", _at("body"), FACES, "place"),
    Route("correct_body", _at("body"), "registry.bodies", "place", "post",
          lambda site: {"name": "改名的大户", "kind": "种养大户", "reason": "看了证", "seen": site.entry}),
    Route("close_body", _at("body"), "registry.bodies", "place", "post", lambda _: {"on": _day(0), "reason": "不养了"}),
    Route("unmask_body", _at("body"), "registry.unmask", "place", "post", lambda _: {"reason": "打电话核对"}),
    Route("exports", power="reporting.export"),
    Route("export_progress", _at("export"), "reporting.export", "place"),
    Route("take_export", _at("export"), "reporting.export", "place", "post"),
    Route("disclosures", power=MANY),
    Route("disclosure_form", _at("place"), MANY, "place"),
    Route("ask_disclosure", _at("place"), MANY, "place", "post",
          lambda _: {"columns": "id_number", "purpose": "核对社保", "receiver": "县人社局", "document": "来函二号"}),
    Route("disclosure", _at("disclosure"), MANY, "place"),
    Route("decide_disclosure", _at("disclosure"), "registry.approve_disclosure", "place", "post", lambda _: {"verdict": "approve"}),
    Route("take_disclosure", _at("disclosure"), MANY, "place", "post"),
    Route("findings_home", power=ASKED),
    Route("runs", power=ASKED),
    Route("run_file", _at("run"), ASKED, "county", above=True),
    Route("repeat_run", _at("run"), "crosscheck.run", "county", "post"),
    Route("repeat_progress", _at("run"), ASKED, "county", above=True),
    Route("exemptions", power=ASKED),
    Route("decide_exemptions", power="crosscheck.approve", of="place", method="post", named_inside=True,
          form=lambda site: {"exemption": site.exemption, "verdict": "approve", "reason": "看过复印件"}),
    Route("finding", _at("finding"), ASKED, "place"),
    Route("correct_finding", _at("finding"), "crosscheck.settle", "place", "post", lambda _: {"how": "fix_name", "name": "改名", "reason": "看了户口簿"}),
    Route("exempt_finding", _at("finding"), "crosscheck.settle", "place", "post", lambda _: {"reason": "情况属实", "expires_on": _day(30)}),
    Route("accept_finding", _at("finding"), "crosscheck.settle", "place", "post"),
    Route("pass_finding", _at("finding"), "crosscheck.settle", "place", "post", lambda _: {"to_post": NO_ID, "word": "请核实"}),
    Route("undo_settling", power="crosscheck.settle", method="post", form=lambda _: {"step": NO_ID}, named_inside=True),
    Route("passed_findings", power=ASKED),
    Route("take_back_findings", power="crosscheck.settle", of="place", method="post", named_inside=True, form=lambda site: {"handover": site.handover}),
    Route("withdraw_exemptions", power="crosscheck.approve", of="place", method="post", named_inside=True,
          form=lambda site: {"exemption": site.exemption, "reason": "情况变了"}),
    Route("renew_exemptions", power="crosscheck.settle", of="place", method="post", named_inside=True,
          form=lambda site: {"exemption": site.exemption, "reason": "还是这样", "expires_on": _day(90)}),
    Route("export_exemptions", power="crosscheck.print", method="post", form=lambda _: {"kind": "xlsx", "state": "asked"}),
    Route("contradictions", _at("household"), ASKED, "place"),
    Route("authorities", power=ASKED),
    Route("authority", lambda _: {"column": "nation"}, ASKED),
    Route("preview_authority", lambda _: {"column": "nation"}, "crosscheck.settings", method="post", form=lambda _: _nation()),
    Route("change_authority", lambda _: {"column": "nation"}, "crosscheck.settings", method="post", form=lambda _: _nation() | {"reason": "县里定的"}),
    Route("check_settings", power=ASKED),
    Route("check_setting", lambda _: {"check": "member_logic"}, ASKED),
    Route("preview_check", lambda _: {"check": "member_logic"}, "crosscheck.settings", method="post", form=lambda _: _limits()),
    Route("change_check", lambda _: {"check": "member_logic"}, "crosscheck.settings", method="post", form=lambda _: _limits() | {"reason": "县里定的"}),
    Route("type_backs", _at("place"), ASKED, "place"),
    Route("tick_type_backs", _at("place"), "crosscheck.settle", "place", "post", lambda _: {"line": NO_ID}),
    Route("print_type_backs", _at("place"), "crosscheck.print", "place", "post", lambda _: {"kind": "xlsx"}),
    Route("batch", _at("alike", "batch"), ASKED, "place"),
    Route("batch_progress", _at("alike", "batch"), ASKED, "place"),
    Route("finding_kinds", _at("place"), ASKED, "place"),
    Route("alike", _at("place"), ASKED, "place"),
    Route("settle_alike", _at("place"), "crosscheck.settle", "place", "post", lambda site: {
        "check": "id_name", "fault": "one_off", "how": "exempt", "reason": "情况属实", "expires_on": _day(30), "finding": site.finding}),
    Route("findings", _at("place"), ASKED, "place"),
    Route("village_findings", _at("place"), ASKED, "place"),
    Route("run_checks", _at("place"), "crosscheck.run", "place", "post"),
    Route("run_progress", _at("place"), ASKED, "place"),
    Route("findings_letter", _at("place"), LISTS, "place"),
    Route("write_letter", _at("place"), LISTS, "place", "post", lambda _: {
        "to": "青石镇人民政府", "title": "关于核实疑点的函", "number": "云农函〔2026〕12号", "signed_by": "云岫县农业农村局",
        "on": _day(0), "due": _day(30), "with_list": "on"}),
    Route("print_findings", _at("place"), "crosscheck.print", "place", "post", lambda _: {"kind": "xlsx"}),
    Route("finding_lists", _at("place"), LISTS, "place"),
    Route("collection_batches", _at("place"), LISTS, "place"),
    Route("open_collection", _at("place"), LISTS, "place", "post", lambda _: {"which": "all", "groups": "住房"}),
    Route("paper_progress", _at("sheets", "printing"), LISTS, "place"),
    Route("download_paper", _at("sheets", "printing"), LISTS, "place", "post"),
    Route("collection_batch", _at("batch"), LISTS, "place"),
    Route("print_collection", _at("batch"), LISTS, "place", "post", lambda _: {"what": "collection_book"}),
    Route("close_collection", _at("batch"), "crosscheck.settle", "place", "post"),
    Route("returned_collection", _at("batch"), "crosscheck.settle", "place", "post", lambda _: {"on": _day(0)}),
    Route("enter_returned", _at("batch"), "crosscheck.settle", "place", "post", lambda _: {"on": _day(0), "kept": "x"}),
    Route("refused_returned", _at("batch"), "crosscheck.settle", "place", "post", lambda _: {"kept": "x"}),
    Route("jump_collection", _at("batch"), LISTS, "place"),
    Route("collection_form", _first_sheet, LISTS, "place"),
    Route("enter_collection", _first_sheet, "crosscheck.settle", "place", "post", lambda site: {"version": site.entry, "on": _day(0), "all": "1"}),
    Route("exempt_collection", _first_sheet, "crosscheck.settle", "place", "post", lambda site: {"finding": site.finding, "expires_on": _day(30)}),
    Route("places", _at("place"), PLACES, "place"),
    Route("add_grid", _at("place"), GRIDS, "place", "post", lambda _: {"name": "东格", "since": _day(0)}),
    Route("add_group", _at("place"), GRIDS, "place", "post", lambda _: {"name": "一组", "kind": "group", "since": _day(0)}),
    Route("rename_grid", _at("place"), GRIDS, "place", "post", lambda _: {"name": "西格", "on": _day(0)}),
    Route("close_grid", _at("place"), GRIDS, "place", "post", lambda _: {"on": _day(0), "reason": "并格"}),
    Route("rename_group", lambda _: {"group": NO_ID}, GRIDS, "place", "post", lambda _: {"name": "二组"}, named_inside=True),
    Route("close_group", lambda _: {"group": NO_ID}, GRIDS, "place", "post", lambda _: {"on": _day(0), "reason": "并组"}, named_inside=True),
    Route("place_tags", power=PLACES),
    Route("tag_place", _at("place"), TAGS, "place", "post", lambda _: {"tag": "坝区", "since": "2021-01-01", "document": "云政发〔2021〕1号"}),
    Route("untag_place", lambda site: {"place": site.place, "tag": NO_ID}, TAGS, "place", "post", lambda _: {"on": _day(0), "document": "到期"}),
    Route("policy_figures", power=PLACES),
    Route("sources", power=ASKED),
    Route("set_source", power="crosscheck.sources", method="post", form=lambda _: {
        "source": "vehicles", "used": "on", "office": "交警大队", "owner": "王警官", "every": "month", "by_day": "8", "reason": "约定每月8日"}),
    Route("set_policy_figure", power="organization.policy", method="post", form=lambda _: {
        "kind": "monitoring_line", "year": "2026", "amount": "8000", "document": "云政发〔2026〕1号", "valid_from": "2026-01-01"}),
    Route("correct_policy_figure", lambda _: {"figure": NO_ID}, "organization.policy", method="post", form=lambda _: {
        "year": "2026", "amount": "8000", "document": "云政发〔2026〕1号", "reason": "看错"}),
    Route("change_places", power=LINES),
    Route("preview_change", power=LINES, of="place", method="post", form=lambda site: _lines(site), named_inside=True),
    Route("do_change", power=LINES, of="place", method="post", form=lambda site: _lines(site), named_inside=True),
    Route("figures_home", power="reporting.look"),
    Route("figures", _at("place"), "reporting.look", "place"),
    Route("figure", lambda site: {"place": site.place, "name": "persons"}, "reporting.look", "place"),
    Route("figures_counted", lambda site: {"place": site.place, "name": "persons"}, "reporting.look", "place"),
    Route("figure_trend", lambda site: {"place": site.place, "name": "persons"}, "reporting.look", "place"),
    Route("figure_rows", lambda site: {"place": site.place, "name": "persons"}, "reporting.look", "place"),
    Route("export_figures", _at("place"), "reporting.export", "place", method="post"),
    Route("export_figure_rows", lambda site: {"place": site.place, "name": "persons"}, "reporting.export", "place", method="post"),
)}
# the same pages at the township and the county, which people below may open as far as they reach
ABOVE = tuple(
    Route(name, lambda site, at=at, more=more: {"place": getattr(site, at), **more}, power, at, above=True)   # type: ignore[misc]
    for at in ("township", "county") for name, power, more in (
        ("overview", "", {}), ("roster", FACES, {}), ("findings", ASKED, {}), ("village_findings", ASKED, {}), ("finding_kinds", ASKED, {}), ("alike", ASKED, {}),
        ("type_backs", ASKED, {}),
        ("figures", "reporting.look", {}),
        ("village_file", FACES, {}), ("figure", "reporting.look", {"name": "open_findings"}), ("places", PLACES, {}),
    )
)
# every deed upon a household: its form, and the form sent
_SAID: dict[str, Callable[[Site], Words]] = {
    "leave": lambda site: {"person": site.person, "kind": "moved_out", "on": _day(0), "reason": "全家迁出"},
    "split": lambda _: {"goes0": "on", "as0": "户主", "on": _day(0), "reason": "分户"},
    "merge": lambda _: {"as0": "配偶", "into": "没有", "on": _day(0), "reason": "并户"},
    "move": lambda site: {"to": f"{site.place[:-3]}002", "on": _day(0), "reason": "搬迁"},
    "status": lambda _: {"status": "assisted:脱贫户", "since": _day(0), "document": "公告"},
    "end_status": lambda _: {"family": "assisted", "on": _day(0), "document": "公告"},
    "mend_status": lambda site: {"status": site.entry, "document": "公告", "reason": "登记错了"},
    "risk": lambda _: {"word": "因病", "since": _day(0), "document": "评议会纪要"},
    "end_risk": lambda site: {"risk": site.entry, "ended_how": "帮扶消除", "on": _day(0), "document": "评议会纪要"},
    "causes": lambda _: {"main": "因病", "since": _day(0), "document": "登记表"},
    "guarantee": lambda _: {"word": "住房", "state": "未保障", "since": _day(0), "reason": "入户看过"},
    "income": lambda _: {"window": str(timezone.localdate().year - 1), "wage_work": "12000", "reason": "核算表"},
}
HOUSEHOLD_DEEDS = tuple(
    Route(f"household_{what}", lambda site, slug=slug: {"household": site.household, "deed": slug}, DEEDS_THERE[slug].power, "place", method,   # type: ignore[misc]
          said if what == "deed" else _nothing)
    for slug, said in _SAID.items() for what, method in (("form", "get"), ("deed", "post"))
)
OPEN_TO_ALL = {"sign_in", "sign_in_code", "choose_language", "health"}
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


PAGES = tuple(one for one in (*ROUTES.values(), *ABOVE, *HOUSEHOLD_DEEDS) if one.method == "get")
DEEDS = tuple(one for one in (*ROUTES.values(), *HOUSEHOLD_DEEDS) if one.method == "post")
