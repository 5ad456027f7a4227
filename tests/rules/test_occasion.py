"""The mark of what is not in earnest."""

import pytest

from bangfu.rules.occasion import mark_of, sentence_of


@pytest.mark.parametrize(("environment", "mark"), [
    ({}, ""), ({"BANGFU_DEMO": "1"}, "体验数据"), ({"BANGFU_DRILL": "1"}, "演练"), ({"BANGFU_DEMO": "1", "BANGFU_DRILL": "1"}, "体验数据"),
    ({"BANGFU_DEMO": "0", "BANGFU_DRILL": ""}, ""),
])
def test_what_stands_on_everything(environment: dict[str, str], mark: str) -> None:
    assert mark_of(environment) == mark and sentence_of(environment) == (f"{mark}，不作依据" if mark else "")
