"""The tables of the checks."""

from bangfu.crosscheck.models.collecting import CollectionBatch, CollectionForm, CollectionLine
from bangfu.crosscheck.models.findings import Batch, Cell, Finding, Handover, Run, RunTally, Settlement
from bangfu.crosscheck.models.setting import AuthoritySetting, CheckSetting, SourceSetting, TypeBack

__all__ = [
    "AuthoritySetting", "Batch", "Cell", "CheckSetting", "CollectionBatch", "CollectionForm", "CollectionLine", "Finding", "Handover", "Run", "RunTally", "Settlement",
    "SourceSetting", "TypeBack",
]
