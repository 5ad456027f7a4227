"""The line under a paper that says what it is true of."""


def source_line(day: str, known_on: str, source: str) -> str:
    """“截至…，按…知道的，数据出自…。” Both days as ISO text; the same day is said once."""
    known = "" if day == known_on else f"，按 {known_on} 知道的"
    return f"截至 {day}{known}，数据出自{source}。"
