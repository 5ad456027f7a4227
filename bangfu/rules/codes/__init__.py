"""Code lists: the labels of the national exports, and the other words for the same thing. Mapped by label, never by code.

The same label has different codes in different systems (1 is 男 in GB/T 2261.1 and 女 in an older tool), so a bare code is unknown here.
The lists are data: the .toml files beside this one, with the years in which a label was in force.
Sources: export labels of the national system; GB/T 4761-2008 (与户主关系), GB/T 3304-1991 (民族), GB/T 4762 (政治面貌).
"""

from bangfu.rules.codes.code_list import CodeList, fold_word, read_set
from bangfu.rules.codes.reading import read_lists

LISTS = read_lists("persons.toml", "households.toml", "bodies.toml")

SEX = LISTS["SEX"]
RELATION = LISTS["RELATION"]
NATION = LISTS["NATION"]
SCHOOLING = LISTS["SCHOOLING"]
STUDENT = LISTS["STUDENT"]
HEALTH = LISTS["HEALTH"]
LABOUR = LISTS["LABOUR"]
POLITICAL = LISTS["POLITICAL"]
ID_KIND = LISTS["ID_KIND"]
YES_NO = LISTS["YES_NO"]
DISABILITY = LISTS["DISABILITY"]
DISABILITY_GRADE = LISTS["DISABILITY_GRADE"]
MINIMUM_LIVING_KIND = LISTS["MINIMUM_LIVING_KIND"]
DESTITUTE_KIND = LISTS["DESTITUTE_KIND"]
WORK_REGION = LISTS["WORK_REGION"]

HOUSEHOLD_KIND = LISTS["HOUSEHOLD_KIND"]
MONITORED_KIND = LISTS["MONITORED_KIND"]
STANDARD = LISTS["STANDARD"]
RELIEF = LISTS["RELIEF"]
RISK = LISTS["RISK"]
DISASTER = LISTS["DISASTER"]
CAUSE = LISTS["CAUSE"]
RISK_ENDING = LISTS["RISK_ENDING"]
HOUSE_GRADE = LISTS["HOUSE_GRADE"]
HOUSE_STRUCTURE = LISTS["HOUSE_STRUCTURE"]
FUEL = LISTS["FUEL"]
ENTRY_ROAD = LISTS["ENTRY_ROAD"]
GUARANTEE = LISTS["GUARANTEE"]
GUARANTEE_STATE = LISTS["GUARANTEE_STATE"]
LAND = LISTS["LAND"]

BODY_KIND = LISTS["BODY_KIND"]

__all__ = [
    "BODY_KIND", "CAUSE", "DESTITUTE_KIND", "DISABILITY", "DISABILITY_GRADE", "DISASTER", "ENTRY_ROAD", "FUEL", "GUARANTEE", "GUARANTEE_STATE", "HEALTH",
    "HOUSEHOLD_KIND", "HOUSE_GRADE", "HOUSE_STRUCTURE", "ID_KIND", "LABOUR", "LAND", "LISTS", "MINIMUM_LIVING_KIND", "MONITORED_KIND", "NATION",
    "POLITICAL", "RELATION", "RELIEF", "RISK", "RISK_ENDING", "SCHOOLING", "SEX", "STANDARD", "STUDENT", "WORK_REGION", "YES_NO", "CodeList",
    "fold_word", "read_set",
]
