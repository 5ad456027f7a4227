"""What of a tag somebody is shown, beside the words between tags."""

from bangfu.english.markup import Attribute, Token, attributes

ATTRIBUTES = frozenset({
    "title", "placeholder", "aria-label", "aria-description", "aria-valuetext", "aria-roledescription", "alt", "label", "hx-confirm",
})
SAID_BY_SCRIPTS = "data-say"   # the beginning of names of attributes whose words a script will show
PRESSED = frozenset({"submit", "button", "reset"})


def shown_attributes(tag: Token) -> list[Attribute]:
    """The attributes whose values are words for a reader. What a button shows is one where it is sent nowhere: where the button has no name."""
    found = attributes(tag)
    values = {one.name: one.value for one in found}
    on_a_button = tag.name == "input" and values.get("type", "").lower() in PRESSED and "name" not in values
    return [one for one in found if one.name in ATTRIBUTES or one.name.startswith(SAID_BY_SCRIPTS) or (one.name == "value" and on_a_button)]
