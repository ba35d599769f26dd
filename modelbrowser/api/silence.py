"""Keeping the HTTP libraries from logging: what they log, such as headers, may hold the key."""

import logging

_LOGGERS = (
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
)


def silence_libraries() -> None:
    """Switch off the loggers themselves, whatever level and handlers somebody gave them."""
    for name in _LOGGERS:
        logging.getLogger(name).disabled = True
