"""Identity numbers, clause by clause (GB 11643-1999; 残疾人证 20 and 22)."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from id_validator import validator

from bangfu.rules import id_number
from bangfu.rules.id_number import Number, check_digit, masked, read_number, why

TODAY = date(2026, 3, 1)
WOMAN = "11010519491231002X"   # the sample of GB 11643-1999 itself
MAN = "990121195003070018"     # an unused region; check digit by check_digit, asserted below

first17 = st.builds(
    lambda region, born, sequence: f"{region}{born:%Y%m%d}{sequence:03d}",
    st.sampled_from(["110105", "440524", "310104"]),
    st.dates(date(1985, 1, 1), date(2015, 12, 31)),
    st.integers(1, 999),
)


def with_check(first: str) -> str:
    return first + check_digit(first)


@pytest.mark.parametrize(("first", "digit"), [("11010519491231002", "X"), ("44052418800101001", "4")])
def test_the_check_digit_is_that_of_the_standards_own_samples(first: str, digit: str):
    assert check_digit(first) == digit


@pytest.mark.parametrize("first", ["", "1101051949123100", "110105194912310022", "1101051949123100X", "１１０１０５１９４９１２３１００２"])
def test_a_check_digit_is_made_of_17_digits_and_nothing_else(first: str):
    with pytest.raises(ValueError, match="17"):
        check_digit(first)


@settings(max_examples=20)   # the other program is slow
@given(first17)
def test_every_number_with_our_check_digit_is_right_for_another_program(first: str):
    assert validator.is_valid(with_check(first))


@settings(max_examples=20)
@given(first17, st.sampled_from("0123456789X"))
def test_we_and_another_program_agree_on_any_last_character(first: str, last: str):
    assert (read_number(first + last, today=TODAY).status == "ok") == validator.is_valid(first + last)


@given(first17, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(first: str, place: int, shift: int):
    right = with_check(first)
    wrong = right[:place] + str((int(right[place]) + shift) % 10) + right[place + 1:]
    assert read_number(wrong, today=TODAY).status != "ok"


@given(st.text(max_size=30))
def test_whatever_a_cell_holds_is_judged_without_an_error(text: str):
    number = read_number(text, today=TODAY)
    assert number.status in id_number.STATUS_WORDS
    assert bool(why(number)) == (number.status != "ok")


def test_a_right_number_tells_birth_and_sex():
    number = read_number(WOMAN, today=TODAY)
    assert number == Number("ok", WOMAN, WOMAN, date(1949, 12, 31), "女", length=18)
    assert why(number) == ""
    man = with_check(MAN[:17])
    assert read_number(man, today=TODAY).sex == "男"


@pytest.mark.parametrize("cell", [
    WOMAN.lower(), f" {WOMAN}\t", f"'{WOMAN}", f"‘{WOMAN}", f'="{WOMAN}"', "１１０１０５１９４９１２３１００２Ｘ", "110105 19491231 002X",
    "110105\u300019491231002x", f"\ufeff{WOMAN}\u200b", f'"{WOMAN}"', f"{WOMAN}\n",
])
def test_the_dress_of_a_cell_does_not_matter(cell: str):
    assert read_number(cell, today=TODAY) == read_number(WOMAN, today=TODAY)


@pytest.mark.parametrize("cell", ["", "  ", "无", "-", "/", "暂无", "\u3000", "#N/A"])
def test_a_cell_that_says_nothing_is_blank(cell: str):
    assert read_number(cell).status == "blank"


@pytest.mark.parametrize(("cell", "status"), [
    ("110105194912310021", "bad_check"),        # the check digit is X
    ("110105194913310028", "bad_date"),         # month 13
    ("110105194902300021", "bad_date"),         # 30 February
    ("110105189912310021", "bad_date"),         # before 1900
    ("110105202603020021", "bad_date"),         # tomorrow
    ("11010519491231002", "bad_shape"),         # 17
    ("1101051949123100200", "bad_shape"),       # 19
    ("11010519491231X02X", "bad_shape"),        # X inside
    ("E12345678", "bad_shape"),                 # a passport
    (f"{WOMAN}82", "bad_shape"),                # kind 8 of disability
    (f"{WOMAN}45", "bad_shape"),                # grade 5 of disability
    ("1.10105E+17", "lost_digits"),
    ("1.1010519491231E+17", "lost_digits"),
    ("1.10105e17", "lost_digits"),
    ("110105194912310000", "lost_digits"),      # zeros from the 16th on, wrong check digit
    ("11010519491231000000", "lost_digits"),    # a 20-digit one
    ("999999194912310021", "placeholder"),
    ("110105491231002", "old15"),
    ("110105491331002", "bad_date"),            # an old one of month 13
])
def test_each_fault_has_its_word(cell: str, status: str):
    number = read_number(cell, today=TODAY)
    assert number.status == status
    assert why(number)


def test_three_zeros_at_the_end_are_right_when_the_check_digit_says_so():
    first = next(one for one in (f"9901211950{month:02d}{day:02d}000"[:15] + "00" for month in range(1, 13) for day in range(1, 29))
                 if check_digit(one) == "0")
    assert read_number(first + "0", today=TODAY).status == "ok"


def test_a_number_that_names_nobody_has_no_digits():
    for cell in ("", "1.10105E+17", "12345"):
        assert (read_number(cell).digits, read_number(cell).first18, read_number(cell).names_somebody) == ("", "", False)


def test_a_wrong_check_digit_still_names_the_person_it_claims():
    number = read_number("110105194912310021", today=TODAY)
    assert (number.first18, number.birth, number.sex) == ("110105194912310021", date(1949, 12, 31), "女")
    assert "“X”" in why(number)


def test_a_disability_certificate_tells_kind_and_grade_and_joins_on_its_first_18():
    for cell in (f"{WOMAN}42", f"{WOMAN}42B1"):
        number = read_number(cell, today=TODAY)
        assert (number.status, number.digits, number.first18) == ("ok", cell, WOMAN)
        assert (number.disability_kind, number.disability_grade) == ("4", "2")


def test_an_old_number_joins_as_the_new_one_of_the_same_person():
    number = read_number("110105491231002", today=TODAY)
    assert (number.digits, number.first18, number.birth) == ("110105491231002", WOMAN, date(1949, 12, 31))


def test_nobody_is_joined_by_a_placeholder():
    number = read_number("999999194912310021", today=TODAY)
    assert (number.digits, number.first18) == ("999999194912310021", "")


def test_the_day_of_birth_may_be_today():
    assert read_number(with_check("99012120260301001"), today=TODAY).status == "ok"


@pytest.mark.parametrize(("text", "shown"), [
    (WOMAN, "110105********002X"), (f"{WOMAN}42", "110105********2X42"), ("12345678", "********"), ("", ""),
])
def test_a_masked_number_shows_six_and_four(text: str, shown: str):
    assert masked(text) == shown


@given(first17)
def test_no_sentence_shows_the_digits_of_a_number(first: str):
    for last in "0123456789X":
        assert first[6:14] not in why(read_number(first + last, today=TODAY))


@pytest.mark.parametrize(("cell", "kind"), [
    ("E12345678", "护照"), ("ea1234567", "普通护照"), ("军字第20019881号", "军官证"), ("士字第2001988号", "士兵证"), ("20019881", "军官证"),
    ("001234567", "户口簿"), ("CHN110101800101", "外国人永久居留证"), (" e1234 5678 ", "护照"),
])
def test_another_paper_is_looked_at_by_shape_where_the_row_says_which(cell: str, kind: str):
    number = read_number(cell, today=TODAY, kind=kind)
    assert (number.status, number.paper, why(number)) == ("other", "", "")
    assert number.digits and (number.birth, number.sex) == (None, "")


@pytest.mark.parametrize(("cell", "kind", "status"), [
    ("E12345678", "", "bad_shape"), ("E12345678", "居民身份证", "bad_shape"), ("E12345678", "残疾人证", "bad_shape"),
    ("E12345678", "什么证", "bad_shape"), ("护照", "护照", "bad_shape"), ("12", "军官证", "bad_shape"), ("PASSPORT", "护照", "bad_shape"),
    ("11010519491231002", "户口簿", "bad_shape"),       # an identity number that lost its last digit is no number of a household
    ("1101051949123100200", "护照", "bad_shape"),
    ("110105194912310000", "户口簿", "lost_digits"), ("1.10105E+17", "护照", "lost_digits"), ("", "护照", "blank"), ("无", "军官证", "blank"),
    ("110105194912310021", "护照", "bad_check"),        # it is an identity number, whatever the kind says
    ("110105491231002", "军官证", "old15"),
])
def test_a_kind_excuses_no_broken_identity_number(cell: str, kind: str, status: str):
    assert read_number(cell, today=TODAY, kind=kind).status == status


@given(first17, st.sampled_from(["", "护照", "户口簿", "军官证", "残疾人证", "居民身份证", "外国人永久居留身份证", "无"]))
def test_a_right_number_is_right_under_every_kind(first: str, kind: str):
    assert read_number(with_check(first), today=TODAY, kind=kind) == read_number(with_check(first), today=TODAY)


@given(st.text(max_size=20), st.sampled_from(["护照", "户口簿", "军官证", "外国人永久居留身份证"]))
def test_whatever_a_cell_holds_is_judged_under_every_kind(text: str, kind: str):
    number = read_number(text, today=TODAY, kind=kind)
    assert number.status in id_number.STATUS_WORDS
    assert bool(why(number)) == (number.status not in ("ok", "other"))


def test_other_papers_name_somebody_but_never_somebody_with_another_kind_of_paper():
    passport, military = (read_number("20019881", today=TODAY, kind=kind) for kind in ("护照", "军官证"))
    assert passport.names_somebody and military.names_somebody
    assert passport.first18 != military.first18


def test_the_number_of_a_household_register_names_a_house_and_nobody_in_it():
    number = read_number("001234567", today=TODAY, kind="户口簿")
    assert (number.digits, number.names_somebody) == ("001234567", False)


@pytest.mark.parametrize(("first", "paper"), [
    ("81000019900101001", "港澳台居民居住证"), ("82000019900101001", "港澳台居民居住证"), ("83000019900101001", "港澳台居民居住证"),
    ("93184019900101001", "外国人永久居留身份证"),   # 9, Shanghai, nation 840
    ("99012119900101001", "居民身份证"),             # 90 is no province: an invented county stays an ordinary one
    ("90012119900101001", "居民身份证"), ("11010519900101001", "居民身份证"), ("71000019900101001", "居民身份证"),
])
def test_the_digits_show_what_paper_it_is(first: str, paper: str):
    number = read_number(with_check(first), today=TODAY)
    assert (number.status, number.paper, number.sex) == ("ok", paper, "男")
    assert read_number(with_check(first) + "42", today=TODAY).paper == "残疾人证"


def test_a_wrong_check_digit_of_a_residence_permit_is_found():
    right = with_check("81000019900101001")
    wrong = right[:17] + ("0" if right[17] != "0" else "1")
    assert (read_number(wrong, today=TODAY).status, read_number(wrong, today=TODAY).paper) == ("bad_check", "港澳台居民居住证")


@pytest.mark.parametrize("cell", ["", "12345", "999999194912310021", "1.10105E+17"])
def test_what_is_no_number_shows_no_paper(cell: str):
    assert read_number(cell, today=TODAY).paper == ""


def test_a_status_fits_its_column():
    assert max(len(status) for status in id_number.STATUS_WORDS) <= 12


@pytest.mark.parametrize("cell",
    ["９９０１２１１９５００３０７００１Ｘ", " 99012119500307001X", "99012119500307\t001X", "'99012119500307001x", '="99012119500307001X"',
    "990121\u200b19500307\u00ad001X",
                                  "“99012119500307001X”", "990121 19500307 001X", "\ufeff99012119500307001X\u00a0"])
def test_a_number_is_read_out_of_whatever_dress(cell: str):
    assert read_number(cell).digits == "99012119500307001X"


def test_an_old_number_out_of_a_column_of_numbers_keeps_its_digits():
    assert read_number("990121500307001.0") == read_number("990121500307001")


@pytest.mark.parametrize("cell", ["9.9012119500307E+17", "9.90121195003070E17", "９.９Ｅ＋１７", "990121195003070000", "9.9E+19", "99012119500307000000"])
def test_lost_digits_are_told_with_the_way_back(cell: str):
    assert read_number(cell).status == "lost_digits"
    assert "重新导出" in why(read_number(cell)) and "文本" in why(read_number(cell))
