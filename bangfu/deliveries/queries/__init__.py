"""What is asked about delivered files."""

from bangfu.deliveries.queries.desk import (
    BY_NUMBER,
    LATEST,
    AppliedRow,
    CellRow,
    ColumnRow,
    DeliveryRow,
    LineRow,
    SheetRow,
    VillageRow,
    applied_since,
    cells,
    columns,
    deliveries,
    deliveries_page,
    deliveries_waiting,
    delivery,
    line,
    lines,
    lines_page,
    original,
    sheets,
    villages,
)
from bangfu.deliveries.queries.headers import (
    LearnedRow,
    confirmed_with,
    headers_taught,
    layouts,
    layouts_confirmed,
    learned_headers,
    understanding_of,
)
from bangfu.deliveries.queries.in_force import (
    ListInForce,
    SourceRow,
    last_deliveries,
    lists_at,
    lists_in_force,
    lists_within,
    places_delivered,
    rows_applied,
    rows_in_force,
    rows_to_compare,
    sealed_rows,
    sealed_shapes,
)
from bangfu.deliveries.queries.own_columns import (
    OwnCell,
    own_columns_of,
    own_headers,
    subjects_with,
)

__all__ = [
    "AppliedRow", "BY_NUMBER", "CellRow", "ColumnRow", "DeliveryRow", "LATEST", "LearnedRow", "LineRow", "ListInForce", "OwnCell", "SheetRow",
    "SourceRow", "VillageRow", "applied_since", "cells", "columns", "confirmed_with", "deliveries", "deliveries_page", "deliveries_waiting", "delivery",
    "headers_taught", "last_deliveries", "layouts", "layouts_confirmed", "learned_headers",
    "line", "lines", "lines_page", "lists_at", "lists_in_force", "lists_within", "original",
    "own_columns_of", "own_headers", "places_delivered", "rows_applied", "rows_in_force", "rows_to_compare", "sealed_rows", "sealed_shapes", "sheets",
    "subjects_with", "understanding_of", "villages",
]
