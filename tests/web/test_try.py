def test_it(world):
    for k, s in world.sites.items(): print(k, s)
