"""Somebody for every role and every place."""

import re

from django.conf import settings
from django.contrib.auth.password_validation import get_password_validators, validate_password

from bangfu.demo.cast import DEMO_PASSWORD, cast
from bangfu.demo.places import townships, villages
from bangfu.rules import place_code
from bangfu.rules.powers import ROLES


def test_every_place_has_its_clerks_and_the_county_its_posts() -> None:
    found = cast("township", 7)
    at = {(one.role, one.place_code) for one in found}
    assert {code for role, code in at if role == "village_clerk"} == {row.code for row in villages("township")}
    assert {code for role, code in at if role == "township_clerk"} == {row.code for row in townships("township")}
    assert {code for role, code in at if role == "grid_worker"} == {f"{villages('village')[0].code}001"}
    assert {role for role, code in at if code == "990121"} == {"county_officer", "administrator", "security_administrator", "auditor"}


def test_every_role_is_one_of_the_table_and_stands_at_its_level() -> None:
    for one in cast("county", 7):
        assert place_code.level(one.place_code) == ROLES[one.role].level


def test_names_to_sign_in_with_can_be_typed_and_belong_to_one() -> None:
    names = [one.username for one in cast("county", 7)]
    assert len(names) == len(set(names)) == 4 + 15 * 2 + 120 + 1
    assert all(re.fullmatch(r"[a-z]+\d*b?", name) for name in names)
    assert {"xian", "zhen01", "cun0101", "wang01"} <= set(names)


def test_a_smaller_demo_knows_the_same_users() -> None:
    small = {one.username: one for one in cast("village", 7)}
    large = {one.username: one for one in cast("county", 7)}
    assert all(large[name].place_code == one.place_code and large[name].role == one.role for name, one in small.items())


def test_the_password_of_the_demo_passes_the_doors_own_rules() -> None:
    validate_password(DEMO_PASSWORD, password_validators=get_password_validators(settings.AUTH_PASSWORD_VALIDATORS))
