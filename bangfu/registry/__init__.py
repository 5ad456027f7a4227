"""名册: households and people, dated by two clocks."""
