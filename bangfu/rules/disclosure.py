"""批量披露: who may decide it, how long an approval holds, and what it covers.

个人信息保护法 第六条 (no more than the purpose needs), 第二十三条 (receiver, purpose and kind are named), 第五十一条 (powers to handle are laid down).
"""

from datetime import datetime, timedelta

from bangfu.rules.flow import Flow
from bangfu.rules.refusal import Refused

STATES = {"asked": "待批", "approved": "已批准", "declined": "未批准", "taken": "已取走", "lapsed": "已过期"}
FLOW = Flow(states=STATES, steps={"approve": ("asked", "approved"), "decline": ("asked", "declined"), "take": ("approved", "taken")})
VALID = timedelta(days=7)
MOST = 50_000   # persons in one workbook, which is made in memory and kept nowhere
COLUMNS = {"id_number": "证件号码", "phone": "联系电话", "bank_account": "银行账号"}


def standing(state: str, decided_at: datetime | None, now: datetime) -> str:
    """The state as it stands now: an approval lapses by itself after `VALID`."""
    lapsed = state == "approved" and decided_at is not None and now >= decided_at + VALID
    return "lapsed" if lapsed else state


def another_must_approve(asker: int | None, decider: int | None) -> None:
    """Refused when the one who decides is the one who asked, whatever post either acts from. None is the program, and one and the same."""
    if asker == decider:
        raise Refused("自己申请的批量披露不能自己批，请让另一位有审批权限的同事办理。")


def judge_columns(wanted: list[str]) -> list[str]:
    """The numbers asked for, each once, in their usual order. Refused for none, or one that is not among `COLUMNS`."""
    if not wanted or set(wanted) - set(COLUMNS):
        raise Refused("请勾选要哪些号码；用不着的不要勾。", field="columns")
    return [name for name in COLUMNS if name in wanted]


def judge_size(persons: int) -> None:
    """Refused for nobody, and for more than one workbook holds."""
    if not persons:
        raise Refused("这个范围里没有人在册，不用申请。", field="status")
    if persons > MOST:
        raise Refused(f"有 {persons:,} 人，一次最多 {MOST:,} 人；请按乡镇或村分开申请。", field="status")


def judge_growth(approved: int, now: int) -> None:
    """Refused when many more persons would be given out than were approved: a tenth more, and ten at least."""
    if now > approved + max(10, approved // 10):
        raise Refused(f"批准的是 {approved:,} 人，现在范围里有 {now:,} 人，多出不少；请重新申请。")
