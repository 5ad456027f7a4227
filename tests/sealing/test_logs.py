"""Numbers stay out of the logs."""

import logging

import pytest

from bangfu.sealing.logs import NumbersAreMasked, masked


@pytest.mark.parametrize(("text", "said"), [
    ("990121199003070017", "****************17"),            # GB 11643-1999: 18 digits
    ("99012119900307001X", "****************1X"),            # its check character
    ("99012119900307001x", "****************1x"),
    ("990121900307001", "*************01"),                  # the old 15 digits
    ("9901211990030700173B1", "9901211990030700173B1"),      # letters within: no plain number
    ("99012119900307001721", "******************21"),        # 20 digits of a disability certificate
    ("6200000000000000017", "*****************17"),          # a bank card
    ("13800000000", "*********00"),                          # a phone
    ("户编号 1234567890 共 5 人", "户编号 1234567890 共 5 人"),   # ten digits are nobody's number
    ("job 01a20166-7a3f-7477-b91c-b1eaaf0c4262", "job 01a20166-7a3f-7477-b91c-b1eaaf0c4262"),
    ("990121001001", "990121001001"),                        # the code of a village
    ("身份证990121199003070017的", "身份证****************17的"),
])
def test_long_numbers_are_masked_but_for_their_last_two(text: str, said: str) -> None:
    assert masked(text) == said


def test_numbers_in_arguments_and_in_tracebacks_are_masked_too() -> None:
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler, log = Kept(), logging.getLogger("tests.masking")
    handler.addFilter(NumbersAreMasked())
    log.addHandler(handler)
    try:
        raise ValueError("no person 990121199003070017")
    except ValueError:
        log.exception("row of %s, phone %s", "990121199003070017", "13800000000")
    finally:
        log.removeHandler(handler)
    text, = lines
    assert "99012119" not in text and "138000" not in text
    assert text.count("****************17") == 3 and "*********00" in text
