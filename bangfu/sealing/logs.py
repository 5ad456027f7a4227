"""Numbers stay out of the logs."""

import logging
import re

# 15 to 22 characters of an ID or certificate number, 16 to 19 of a bank card, 11 of a phone
_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:\d{14,21}[\dXx]|\d{16,19}|1[3-9]\d{9})(?![0-9A-Za-z])")


class NumbersAreMasked(logging.Filter):
    """Replaces what looks like an ID, card or phone number in a log line by its last two digits."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = masked(record.getMessage()), ()
        if record.exc_info:   # also where another handler has spelt it out already
            record.exc_text = masked(record.exc_text or logging.Formatter().formatException(record.exc_info))
        return True


def masked(text: str) -> str:
    """The text with long numbers masked, all but their last two characters."""
    return _NUMBER.sub(lambda match: "*" * (len(match[0]) - 2) + match[0][-2:], text)
