"""帮扶义务: a monitored household whose risk nobody answers, or whose risk was called over too soon. It stands in its columns of （自定义）监测对象信息."""

from datetime import date

from bangfu.demo.days import AS_OF
from bangfu.demo.errors.kind import Kind, by_slug
from bangfu.demo.errors.spot import Done, Make, Spot
from bangfu.demo.sources.catalogue import true_line
from bangfu.demo.sources.line import Cells, month_of
from bangfu.demo.sources.platforms import ANSWERS, measures

LIST = "monitored_households"
DUTY = ("帮扶义务",)
COLUMNS = tuple(dict.fromkeys([column for column, _ in ANSWERS.values()] + ["measure.finance", "measure.public_post", "measure.compulsory_education"]))
# a risk → every column of which a measure would answer it
ANSWERED_BY = {
    "因病": ("measure.health", "measure.social", "measure.safety_net"), "因学": ("measure.compulsory_education", "measure.education", "measure.social"),
    "因残": ("measure.safety_net", "measure.social"), "因安全住房": ("measure.housing", "measure.relocation"), "因安全饮水": ("measure.water",),
    "因务工就业不稳": ("measure.employment", "measure.public_post", "measure.industry", "measure.finance"),
    "因产业项目失败": ("measure.industry", "measure.finance", "measure.employment", "measure.public_post"),
}


def _unanswered(risk: str) -> Make:
    """The household has the risk, by truth or by one more column, and no measure that answers it."""
    def make(spot: Spot) -> Done | None:
        cells = _cells(spot)
        if cells is None or cells.get("risk.ended") == "是":
            return None
        free = next((f"risk.{nth}" for nth in range(1, 6) if not cells.get(f"risk.{nth}")), "")
        has = risk in [text for key, text in cells.items() if key.startswith("risk.")]
        own = {} if has else {free: risk}
        left = any(measures(spot.house).get(column) for column in COLUMNS if column not in ANSWERED_BY[risk])
        if (not has and not free) or not left:
            return None
        return _written(spot, own | dict.fromkeys(ANSWERED_BY[risk], ""))
    return make


def _cells(spot: Spot) -> Cells | None:
    line = true_line(LIST, spot.house, spot.member.number) if spot.is_head else None
    return line.cells if line else None


def _written(spot: Spot, cells: Cells) -> Done:
    return spot.write_house(LIST, **{key.replace(".", "__"): text for key, text in cells.items()})


def _over(spot: Spot) -> bool:
    return (_cells(spot) or {}).get("risk.ended") == "是"


def _not_over(spot: Spot) -> bool:
    return (_cells(spot) or {}).get("risk.ended") == "否"


def _able(spot: Spot) -> bool:
    return _not_over(spot) and not spot.house.standing.sureties


def _nothing_done(spot: Spot) -> Done | None:
    helped = _able(spot) and any(measures(spot.house).get(column) for column in COLUMNS)
    return _written(spot, dict.fromkeys(COLUMNS, "") | {"household.development_help": "否"}) if helped else None


def _only_kept(spot: Spot) -> Done | None:
    """Who can work is kept and helped to nothing. Somebody has to be able to work fully: of old people with half their strength none need be found work."""
    able = _able(spot) and any(one.labour in ("普通劳动力", "技能劳动力") for one in spot.house.members)
    return _written(spot, dict.fromkeys(COLUMNS, "") | {"measure.safety_net": "临时救助"}) if able else None


def _over_at_once(spot: Spot) -> Done | None:
    """Called over in the month after it was found."""
    since = spot.house.standing.monitored_since
    if since is None or not _not_over(spot) or (AS_OF - since).days < 70:
        return None
    later = date(since.year + since.month // 12, since.month % 12 + 1, 1)
    return _written(spot, {"risk.ended": "是", "risk.ended_on": month_of(later)})


def _over_without_month(spot: Spot) -> Done | None:
    return _written(spot, {"risk.ended_on": ""}) if _over(spot) else None


def _no_risk(spot: Spot) -> Done | None:
    return _written(spot, {f"risk.{nth}": "" for nth in range(1, 6)} | {"risk.disaster": "", "risk.remark": ""}) if _not_over(spot) else None


def _duty(slug: str, word: str, key: str, make: Make, families: tuple[str, ...] = DUTY) -> Kind:
    also = tuple(one for one in ("表间矛盾", "完整性", "字段矛盾") if one not in families)
    return Kind(slug, word, families, LIST, key, make, also, subject="household", pool="monitored", weight=1)


def _row(risk: str, slug: str) -> Kind:
    return _duty(slug, f"风险{risk}、没有对应措施", ANSWERED_BY[risk][0], _unanswered(risk))


KINDS = by_slug([
    _row("因病", "ill_without_help"), _row("因学", "study_without_help"), _row("因残", "disabled_without_help"), _row("因安全住房", "house_without_help"),
    _row("因安全饮水", "water_without_help"), _row("因务工就业不稳", "work_without_help"), _row("因产业项目失败", "industry_without_help"),
    _duty("nothing_done", "一项措施也没有", "household.development_help", _nothing_done),
    _duty("only_kept", "有劳动力、只有综合保障", "measure.safety_net", _only_kept),
    _duty("over_at_once", "识别次月就消除风险", "risk.ended_on", _over_at_once, ("帮扶义务", "表间矛盾")),   # two days of one row, checks of either may tell
    _duty("over_without_month", "风险已消除、没有消除时间", "risk.ended_on", _over_without_month, ("帮扶义务", "完整性", "表间矛盾")),
    _duty("no_risk", "监测对象没有风险", "risk.1", _no_risk, ("完整性", "帮扶义务")),
])

