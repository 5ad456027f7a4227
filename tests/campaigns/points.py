"""Every failpoint of the program, one after the other, while a county works: each is come at, and what was said to be done is there once.

    python -m tests.campaigns.points --rounds 1 --seed 1

runs on the database of DATABASE_URL, which must be empty, and prints the figures as one line of JSON. It is `kills` at failpoints alone; one that is not reached is
tried again.
"""


from tests.campaigns.kills import BLOWS, kill_loop
from tests.campaigns.line import asked, tell

POINTS = tuple(one for one in BLOWS if one.at)
DEEDS = 8   # a kill
TRIES = 3


def main() -> None:
    rounds, seed = asked(__doc__ or "", "rounds", 1)
    import django

    from tests.campaigns.import_kills import the_county

    django.setup()
    with the_county():
        found = kill_loop(kills=rounds * len(POINTS), seed=seed, deeds=DEEDS, blows=POINTS, tries=TRIES)
    tell(found, points=len(POINTS))


if __name__ == "__main__":
    main()
