"""The roster page: where much has to be counted through, the list stands at once and the numbers follow as parts of it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.county import COUNTY, TOWNSHIP, VILLAGE
from tests.web.world import World

SignIn = Callable[[str], Client]


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(("who", "place"), [("county_officer", COUNTY), ("township_clerk", TOWNSHIP)])
def test_of_a_large_place_the_numbers_follow_the_list(world: World, signed_in: SignIn, who: str, place: str) -> None:
    client, since = signed_in(who), timezone.localdate() - timedelta(3000)
    page = text(client, f"{reverse('roster', args=[place])}?cut=relation%3D户主&since={since}")
    parts = [part.replace("&amp;", "&") for part in re.findall(r'hx-get="(/roster/[^"]+)"', page)]
    assert len(parts) == 3 and "户主" in page
    told = {part: text(client, part) for part in parts}
    assert sum("foot=1" in part and "<tr" in one for part, one in told.items()) == 1
    total, passages = sorted((one for part, one in told.items() if "foot=1" not in part), key=len)
    listed = page.count('<th class="stub" scope="row">')
    assert listed and f"{listed} 户，{listed} 人" in total
    assert f">进来的人 <span class=\"soft\">{listed}</span>" in passages and "没有人出去。" in passages and "当时 0 户 0 人" in passages


def test_of_a_village_everything_stands_at_once(world: World, signed_in: SignIn) -> None:
    since = timezone.localdate() - timedelta(1)
    page = text(signed_in("village_clerk"), f"{reverse('roster', args=[VILLAGE])}?cut=relation%3D户主&since={since}")
    assert [part for part in re.findall(r'hx-get="(/roster/[^"]+)"', page) if "foot=1" not in part] == [] and "进来的人" in page and "没有人出去。" in page


def test_a_part_is_kept_from_whoever_may_not_see_the_place(world: World, signed_in: SignIn) -> None:
    client = signed_in("neighbour")
    for name in ("roster_total", "roster_passages"):
        assert client.get(reverse(name, args=[VILLAGE])).status_code == 404
