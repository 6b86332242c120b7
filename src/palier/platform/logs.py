"""Logs are JSON lines in UTC with a request id and no personal data: ids, routes, statuses and durations only."""

import logging
import time
from contextvars import ContextVar
from typing import Any

from pythonjsonlogger.json import JsonFormatter

request_id: ContextVar[str] = ContextVar("palier_request_id", default="")


class Formatter(JsonFormatter):
    """An exception is written as its type and place: its message may quote what somebody typed."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        super().add_fields(log_data, record, message_dict)
        log_data["level"] = record.levelname.lower()
        if reference := request_id.get():
            log_data["request"] = reference

    def formatException(self, ei: Any) -> str:  # noqa: N802 — the standard library's name
        lines = []
        kind, _, trace = ei
        while trace is not None:
            code = trace.tb_frame.f_code
            lines.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        return f"{kind.__name__} at " + " < ".join(reversed(lines))
