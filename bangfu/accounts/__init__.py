"""账号: how people come in. Sessions that end by themselves, the second step at the door, and who administers whom (docs/decisions/0040–0042)."""
