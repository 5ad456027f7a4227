"""One line of the log as one JSON object, for a machine that gathers logs (BANGFU_LOG_FORM=json)."""

import json
import logging
from datetime import UTC, datetime

from bangfu.config.observed import now_under_way
from bangfu.sealing.logs import masked


class JsonLines(logging.Formatter):
    """`at` (UTC, ISO 8601), `level`, `logger`, `said`; `request` and `account` of the request under way; of an answer `method`, `path`, `status` and `ms`; `error`
    where one was raised. Long numbers are masked (`sealing.logs`) wherever they stand."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"), "level": record.levelname, "logger": record.name,
            "said": record.getMessage(), **(now_under_way.get() or {}), **getattr(record, "told", {}),
        }
        if record.exc_info or record.exc_text:
            told["error"] = record.exc_text or self.formatException(record.exc_info)  # type: ignore[arg-type]
        return json.dumps({name: masked(value) if isinstance(value, str) and name != "request" else value for name, value in told.items()}, ensure_ascii=False)
