"""A voice: a complaint, a proposal or a question of somebody who works with the program. What it may be about, and what may follow what."""

from bangfu.rules.flow import Flow
from bangfu.rules.refusal import Refused

KINDS = {"complaint": "投诉", "proposal": "建议", "question": "提问"}
MATTERS = {"program": "这个系统", "work": "工作上的事"}
LONGEST = 1000      # characters of what is said, and of each reply
SHORTEST = 2
MOST_A_DAY = 20     # of one person: enough for anybody who means it

FLOW = Flow(
    states={"said": "县里待答复", "passed": "转乡镇待答复", "answered": "已答复", "closed": "已办结"},
    steps={
        "pass": ("said", "passed"), "take_back": ("passed", "said"), "answer": ("said", "answered"), "answer_passed": ("passed", "answered"),
        "reopen": ("answered", "said"), "accept": ("answered", "closed"), "close": ("said", "closed"),
    },
)
# what each step is called in the story of a voice
STEPS = {
    "pass": "转乡镇", "take_back": "收回县里", "answer": "答复", "answer_passed": "答复", "reopen": "说还没解决", "accept": "说解决了", "close": "不再答复",
}
# and in the journal
VERBS = {
    "pass": "passed", "take_back": "taken_back", "answer": "answered", "answer_passed": "answered", "reopen": "said_again", "accept": "accepted", "close": "closed",
}


def answer_step(state: str) -> str:
    """The step by which a voice in this state is answered: by the county, or by the township it was passed to."""
    return "answer_passed" if state == "passed" else "answer"


def said(words: str, *, field: str = "words") -> str:
    """What somebody wrote, without blank ends. Refused when it says nothing or more than LONGEST characters."""
    text = words.strip()
    if len(text) < SHORTEST:
        raise Refused("请写一句话。", field=field)
    if len(text) > LONGEST:
        raise Refused(f"最多 {LONGEST} 个字，现在是 {len(text)} 个字，请写短一些。", field=field)
    return text


def own_page(path: str) -> str:
    """The address inside the program somebody was on when they wrote, without what follows ? (it may hold names); '' for anything else."""
    plain = path.partition("?")[0].partition("#")[0].strip()
    elsewhere = plain.startswith("//") or "\\" in plain   # browsers take \ for /
    return plain[:200] if plain.startswith("/") and not elsewhere and plain.isprintable() else ""
