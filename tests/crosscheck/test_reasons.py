"""Reasons as a clerk reads them: plain, with the values, and nothing of other villages that is not theirs to read."""

from typing import Any

import pytest

from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.found import Found
from bangfu.crosscheck.reasons import reason

HOME, FAR = "990121001001", "990121002001"


def found(check: str, fault: str, **say: Any) -> Found:
    return Found(check, fault, "i" * 40, "person", "p1", "覃天明", "H1", HOME, say, ())


SHARED = {"name": "覃天明", "count": 2, "other_name": "农大山", "other_household": "H9"}


@pytest.mark.parametrize(("one", "sentence"), [
    (found("same_id", "shared", other_place=HOME, **SHARED), "覃天明与本村的农大山（户编号H9）登记了同一个证件号码，共2人。"),
    (found("same_id", "shared", other_place=FAR, **SHARED), "覃天明与柳树坪村的农*山登记了同一个证件号码，共2人。"),
    (found("same_id", "twice", other_place=FAR, **SHARED), "覃天明在名册里登记了2次，证件号码相同；另一处在柳树坪村。"),
    (found("id_name", "lookalike", name="覃天明", source="village_ledger", other_name="覃天朋", other_place=HOME, alike="", heard=""),
     "同一个证件号码，名册上是覃天明，村台账里是覃天朋（形近字）。"),
    (found("id_name", "different", name="覃天明", source="deceased_list", other_name="韦阿秀", other_place=FAR, alike="", heard=""),
     "同一个证件号码，名册上是覃天明，死亡人员名单（柳树坪村）里是韦*秀（姓名完全不同）。"),
    (found("differs_village_ledger_nation", "differs_village_ledger_nation", name="覃天明", nation="", s_nation="壮族"),
     "覃天明的民族，名册是（空），村台账是“壮族”。"),
    (found("surplus", "dead", name="覃天明", event="2026-05-01去世", data_day=""), "覃天明在死亡名单里（2026-05-01去世），名册里仍然在册。"),
])
def test_a_reason_is_a_sentence_with_the_values_in_it(one: Found, sentence: str) -> None:
    assert reason(one, {FAR: "柳树坪村"}) == sentence


@pytest.mark.parametrize("check", CHECKS.values(), ids=list(CHECKS))
def test_every_reason_ends_as_a_sentence_and_never_asks_for_the_number(check: Any) -> None:
    for template in check.reason.values():
        assert template.endswith("。") and "{id" not in template.replace("{id_kind}", "")
    assert check.what_to_do.endswith("。") and check.source_clause
