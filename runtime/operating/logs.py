"""Log lines as JSON objects, each with the message that it is about."""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

from ..envelope import Envelope, timestamp
from .spans import current


class JsonLines(logging.Formatter):
    """One object a line: time, level, logger, text; the message's id, type and correlation id; a traceback when there is one.

    A line is about the envelope in its `extra={"envelope": ...}`, or else about the message that is being handled where it was logged.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": timestamp(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "text": record.getMessage(),
        }
        envelope: Envelope | None = getattr(record, "envelope", None) or current.get()
        if envelope is not None:
            line |= {"message": envelope.type, "messageId": envelope.id, "correlationId": envelope.correlation_id}
            if envelope.subject is not None:
                line["key"] = envelope.subject
            if envelope.traceparent is not None:
                line["traceId"] = envelope.traceparent.split("-")[1]
        if record.exc_info:
            line["traceback"] = "".join(traceback.format_exception(*record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)
