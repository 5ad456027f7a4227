"""The demo's map: whole, shared out without gaps, and no place there is."""

import pytest

from bangfu.demo.maps import map_of, village_shapes
from bangfu.demo.places import Size, villages
from bangfu.rules.geojson import code_property, read_features
from bangfu.rules.outline import bounds, joined


@pytest.mark.parametrize(("size", "seed"), [("village", 1), ("township", 1), ("county", 1), ("county", 7)])
def test_every_village_has_its_outline_and_together_they_are_one_coast(size: Size, seed: int) -> None:
    features = read_features(map_of(size, seed))
    known = {one.code for one in villages(size)}
    assert code_property(features, known) == "code" and {one.properties["code"] for one in features} == known
    coast = joined(ring for one in features for ring in one.rings)
    assert len(coast) == 1   # no gap between neighbours, nothing lies twice
    west, south, east, north = bounds(coast)
    assert west > 8_700_000 and east < 8_900_000 and south > 900_000 and north < 1_100_000   # open sea


def test_a_seed_draws_the_same_map_again_and_another_another() -> None:
    assert village_shapes("township", 3) == village_shapes("township", 3) != village_shapes("township", 4)
