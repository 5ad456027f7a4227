"""Flow: what may follow what."""

from collections.abc import Mapping
from dataclasses import dataclass

from bangfu.rules.refusal import Refused


@dataclass(frozen=True)
class Flow:
    """The spine of a procedure: its states with their Chinese words, and its steps as (from, to).

    The stored value of a state is the English past participle; the word people read is the value of `states`.
    """

    states: Mapping[str, str]
    steps: Mapping[str, tuple[str, str]]

    def __post_init__(self) -> None:
        for step, ends in self.steps.items():
            unknown = set(ends) - set(self.states)
            if unknown:
                raise ValueError(f"step {step!r} names states that do not exist: {sorted(unknown)}")

    def after(self, state: str, step: str) -> str:
        """The state that `step` leads to from `state`. Refused if it does not start there."""
        start, end = self.steps[step]
        if state != start:
            raise Refused(f"当前状态是“{self.word(state)}”，不能进行这一步；可能别人刚刚处理过，请刷新后再看。")
        return end

    def possible(self, state: str) -> list[str]:
        """The steps that may be taken from `state`, in the order they were declared."""
        return [step for step, (start, _) in self.steps.items() if start == state]

    def word(self, state: str) -> str:
        """The Chinese word of a state."""
        return self.states[state]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(stored word, Chinese word) pairs, for a model field."""
        return list(self.states.items())
