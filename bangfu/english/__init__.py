"""English as a reading of the finished page (docs/decisions/0046): the program is written in plain Chinese, and who chose English has each page read to them.

`markup` takes a page apart without changing a byte, `collecting` finds the sentences the program can say, `catalogue` keeps them with their English,
`reading` puts the one in the place of the other, and `middleware` does so for who chose it.
"""
