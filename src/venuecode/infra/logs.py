"""Log lines as JSON, one a line, without personal data: events, codes, ids and path templates, never values.

An exception's own words may hold a row's values (a database names the duplicate key), so only its type and the
places it passed are written.
"""

import logging
import logging.config
import sys
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

_QUIET = {"yoyo": "WARNING", "httpx": "WARNING", "pgqueuer": "ERROR", "tzlocal": "WARNING"}


def faults_without_words(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replace an exception by its type and the places it passed."""
    fault = event.pop("exc_info", None)
    if fault is True:
        fault = sys.exc_info()
    if isinstance(fault, tuple):
        fault = fault[1]
    if isinstance(fault, BaseException):
        event["fault"] = type(fault).__qualname__
        event["at"] = [
            f"{f.filename.rpartition('/')[2]}:{f.lineno} {f.name}" for f in traceback.extract_tb(fault.__traceback__)
        ]
    event.pop("exception", None)
    return event


def _shared() -> list[Any]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        faults_without_words,
    ]


def _formatter() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared(),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        keep_exc_info=False,
    )


def _configuration() -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": _formatter}},
        "handlers": {"out": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"}},
        "root": {"level": "INFO", "handlers": ["out"]},
        "loggers": {name: {"level": level} for name, level in _QUIET.items()},
    }


def granian_logging() -> dict[str, Any]:
    """Return the server's own logging in the same form."""
    own = {"handlers": ["out"], "level": "INFO", "propagate": False}
    return {**_configuration(), "loggers": {"_granian": own, "granian.access": own}}


def set_up_logs() -> None:
    """Send every log line of this process to standard output as JSON."""
    logging.config.dictConfig(_configuration())
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def be_silent() -> None:
    """Write no log lines in this process: it speaks to an operator in words."""
    logging.getLogger().setLevel(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
