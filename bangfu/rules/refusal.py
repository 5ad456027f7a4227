"""Refusal: the one way in which the program says no."""


class Refused(Exception):
    """What was asked cannot be done, and why, in the sentence the user should read.

    Raised by rules and actions alike. A page shows the sentence above the form, an API answers 409 with it, a command
    prints it and exits with 1. Nothing has been written when it is raised out of an action: the transaction is undone.

    `sentence` says what is wrong and what to do next; `field` names the form field it belongs to, if one does.
    """

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Forbidden(Refused):
    """Refused because of who is asking (岗位 without the power, or a place outside the post). A page answers 403."""


class Alarming(Refused):
    """A refusal that somebody else is to hear of. After what led to it was undone, the page or command that says it writes it down: `verb` of the journal, and in
    `told` one line of what was wanted."""

    verb = ""
    told = ""


class Unreadable(Exception):
    """Something sealed cannot be opened: no refusal, for nobody asked for anything wrong. `sentence` says what is wrong and what whoever runs the machine does
    now; nothing is shown in its place."""

    def __init__(self, told: str, sentence: str = "") -> None:
        super().__init__(told)
        self.sentence = sentence or told
