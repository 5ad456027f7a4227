"""留痕: who did what to which record, when; append-only, hash-chained.

`actions.record` is the only pen of the house: it writes the rows of an action and the entry that answers for them in one go.
"""
