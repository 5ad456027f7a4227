"""The pages by their OpenAPI description, asked by schemathesis: `python -m tests.campaigns.described --cases 10000 [--seed N]` (tests/web/described.py).

Everybody walks through the pages first. Prints what went wrong by kind, and the figures as one line of JSON.
"""

from tests.campaigns.hostile import asked_of_the_pages

if __name__ == "__main__":
    asked_of_the_pages(__doc__ or "", "described")
