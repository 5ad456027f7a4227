"""What has happened in the counties that are photographed."""

import io
from datetime import timedelta
from pathlib import Path

import openpyxl
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from msoffcrypto.format.ooxml import OOXMLFile

from bangfu.accounts import actions as accounts
from bangfu.crosscheck import actions as crosscheck
from bangfu.crosscheck import queries as findings
from bangfu.crosscheck.collecting import DOUBTED, Wanted
from bangfu.crosscheck.collection_actions import open_batch
from bangfu.deliveries import actions as deliveries
from bangfu.demo.cast import DEMO_PASSWORD, GRID, cast
from bangfu.demo.fill import SINCE, fill, take_in
from bangfu.demo.places import places, villages
from bangfu.organization.actions import PlaceRow, add_grid, appoint, create_post, create_user, take_in_places
from bangfu.organization.actor import PROGRAM, Actor
from bangfu.organization.models import User
from bangfu.organization.queries import actor_for
from bangfu.registry.actions import ask_disclosure, ask_roster, register_household
from bangfu.reporting import kept
from bangfu.voices.actions import answer_voice, write_voice
from bangfu.work.worker import sweep
from tests.shots import NEWCOMER

LONG_NAME = "岚禾县防返贫监测对象及脱贫人口家庭成员信息核实台账（各村汇总·第三次修订·含边缘易致贫户）最终版2026年6月.xlsx"


def a_month_of_work() -> None:
    """On the filled demo: findings settled, exemptions asked for and decided, a second run, and a delivery at every step."""
    county, town, village = (_at_work(name) for name in ("xian", "zhen01", "cun0104"))
    open_ones = findings.findings(village, place=village.place_code, state="open")
    for one in open_ones[2:5]:
        crosscheck.ask_exemption(village, finding=one.id, reason="户口簿、本人都核过，情况属实，等公安改过来", expires_on=_in_days(60))
    asked = findings.exemptions(town, state="asked")
    crosscheck.decide_exemption(town, settlement=asked[0].settlement.id, approve=True, note="看过复印件")
    crosscheck.decide_exemption(town, settlement=asked[1].settlement.id, approve=False, note="请先到派出所改")
    files = Path(settings.VAR) / "demo-files"
    ledgers = sorted(files.glob("*村台账.xlsx"))
    take_in(_at_work("zhen02"), next(path for path in ledgers if not _received(path.name)), "village_ledger")
    crosscheck.request_run(county, at=county.place_code)
    sweep()
    _receive(county, sorted(files.glob("人员信息导出_*.xlsx"))[-1], compare=True)
    _receive(town, ledgers[0], name="枫溪镇村台账_十月.xlsx")
    _receive(_at_work("zhen02"), ledgers[1], name=LONG_NAME)
    deliveries.receive(town, layout="deceased_list", file_name="值班表.xlsx", content=b"not a workbook")
    _asks_for_a_word(town, ledgers[0].read_bytes())
    sweep()
    _a_household_nobody_knows_anything_of(_at_work("cun0101"))
    _papers_and_lists_made(_at_work("cun0101"), town)
    _asked_of_others(_at_work("cun0101"), town)
    _two_administrators_needed()


def _asks_for_a_word(by: Actor, ledger: bytes) -> None:
    """Files that wait for somebody to say something: a password, what list it is, which sheets are to be read."""
    locked, strange, sheets = io.BytesIO(), openpyxl.Workbook(), openpyxl.load_workbook(io.BytesIO(ledger))
    OOXMLFile(io.BytesIO(ledger)).encrypt("shu-2026", locked)
    deliveries.receive(by, layout="", file_name="枫溪镇低保名单（有密码）.xlsx", content=locked.getvalue())
    for row in (["供销社发放登记"], ["商户", "货品", "数量", "领取人"], ["枫溪供销社", "化肥", 12, "见签字"]):
        strange.active.append(row)
    deliveries.receive(by, layout="", file_name="供销社发放登记.xlsx", content=_saved(strange))
    first = sheets.active
    for name in ("上坪村", "下坪村"):
        sheets.copy_worksheet(first).title = name
    old = sheets.copy_worksheet(first)
    old.title, old.sheet_state = "去年的", "hidden"
    sheets.create_sheet("填表说明").append(["请各村于每月5日前报。"])
    deliveries.receive(by, layout="village_ledger", file_name="枫溪镇各村花名册.xlsx", content=_saved(sheets))


def _saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _a_household_nobody_knows_anything_of(village: Actor) -> None:
    """One that the village has just come upon: a name, and nothing else yet."""
    register_household(
        village, number="", place=village.place_code, since=timezone.localdate(), head={"name": NEWCOMER, "sex": "女"}, values={}, kind="added_late",
        reason="入户时遇到，证件还没看到",
    )


def _papers_and_lists_made(village: Actor, town: Actor) -> None:
    """A batch of forms of the households with findings, and two rosters taken as workbooks."""
    open_batch(village, wanted=Wanted(village.place_code, whose=DOUBTED, which="doubtful"))
    for status, title in (("monitored:", "监测对象名册"), ("assisted:脱贫户", "脱贫户名册")):
        ask_roster(town, place=town.place_code, filters={"status": status}, title=title)
    sweep()
    kept.count_anew()


def _asked_of_others(village: Actor, town: Actor) -> None:
    """Whole numbers for another office, and a voice that the township has answered."""
    ask_disclosure(
        town, place=town.place_code, status="monitored:边缘易致贫户", columns=["id_number"], purpose="给县人社局核对社保参保", receiver="岚禾县人力资源和社会保障局",
        document="岚人社函〔2026〕31号",
    )
    said = write_voice(village, kind="proposal", matter="program", words="户档里想看到这一户去年种了几亩茶，入户时好对。", about=village.place_code)
    write_voice(village, kind="complaint", matter="program", words="对照表第二页的签字栏印得太靠下，打印机打不全。", is_anonymous=True)
    answer_voice(_at_work("xian"), voice=said.pk, words="已经记下，下个月的户档里加上。")


def _two_administrators_needed() -> None:
    """What waits for a second administrator: one thing the security administrator may agree to, and one of their own."""
    accounts.propose(_at_work("guanli"), kind="password", user=User.objects.get(username="shenji").pk, reason="忘了密码，本人到场核过身份证")
    security = _at_work("anquan")
    new, _ = accounts.new_account(security, username="guanli2", name="韦春燕")
    accounts.employ(
        security, user=new.pk, title="岚禾县帮扶信息系统管理员", role="administrator", at=security.place_code, reason="原管理员十二月退休，提前交接",
    )


def a_village() -> None:
    """One village, founded, its lists in, and nothing done since."""
    _set_up()
    fill(Path(settings.VAR) / "demo-files", "village", 1, say=lambda _: None)


def empty_county() -> None:
    """Places, accounts and posts, and nothing done yet."""
    _set_up()
    take_in_places(PROGRAM, [PlaceRow(row.code, row.name) for row in places("township")], since=SINCE, source="演示区划")
    add_grid(PROGRAM, village=villages("village")[0].code, name=GRID, since=SINCE)
    for one in cast("township", 1):
        user = create_user(PROGRAM, username=one.username, name=one.name, password=DEMO_PASSWORD)
        appoint(PROGRAM, user=user, post=create_post(PROGRAM, title=one.post, role=one.role, place=one.place_code, since=SINCE), since=SINCE)


def _set_up() -> None:
    """The folders and the tables."""
    for folder in (settings.DATA, settings.KEYS, settings.FILE_UPLOAD_TEMP_DIR):
        Path(folder).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)


def _at_work(username: str) -> Actor:
    return actor_for(User.objects.get(username=username))


def _in_days(days: int) -> object:
    return timezone.localdate() + timedelta(days=days)


def _received(file_name: str) -> bool:
    from bangfu.deliveries.models import Delivery

    return Delivery.objects.filter(file_name=file_name).exists()


def _receive(by: Actor, path: Path, *, name: str = "", compare: bool = False) -> None:
    """Up to the columns, or up to the preview."""
    from bangfu.deliveries.queries import columns

    made = deliveries.receive(by, layout="national_persons" if compare else "village_ledger", file_name=name or path.name, content=path.read_bytes())
    sweep()
    if compare:
        deliveries.confirm_columns(by, delivery=made.pk, keys={one.position: one.key for one in columns(by, made.pk)})
        sweep()
