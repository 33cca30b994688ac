"""Runs one hub until it is told to stop."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import threading
from enum import StrEnum

import uvicorn

from kiosk.hub.access_log import log_to_stderr
from kiosk.hub.application import Application, build_application
from kiosk.hub.faults import DroppableHttp
from kiosk.hub.settings import DemoControls, HubSettings, read_secrets

log = logging.getLogger("kiosk.hub")


class Ending(StrEnum):
    """What ends a hub. A signal always does."""

    BY_SIGNAL = "by_signal"
    WITH_STDIN = "with_stdin"  # so that it does not outlive the program that started it


def server(application: Application) -> uvicorn.Server:
    """A server for this hub, not yet started."""
    settings = application.hub.settings
    with_drop = settings.demo_controls is DemoControls.ON
    return uvicorn.Server(
        uvicorn.Config(
            application.asgi,
            host=settings.host,
            port=settings.port,
            http=DroppableHttp if with_drop else "h11",
            ws="none",
            loop="asyncio",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=True,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=5,
            limit_concurrency=200,
        )
    )


def serve(settings: HubSettings, ending: Ending = Ending.BY_SIGNAL) -> None:
    """Serve until SIGINT or SIGTERM, or what ``ending`` says. Raises SettingsError with a sentence for the
    operator.
    """
    application = build_application(settings, read_secrets(settings))
    log_to_stderr()  # the process is the hub's own from here on
    running = server(application)
    if ending is Ending.WITH_STDIN:
        threading.Thread(target=_end_with_stdin, args=(running,), name="standard input", daemon=True).start()
    log.info(
        "hub starts", extra={"fields": {"port": settings.port, "demo_controls": settings.demo_controls.value}}
    )
    try:
        with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C, raised again once everything is closed
            running.run()
    finally:
        application.hub.engine.dispose()


def _end_with_stdin(running: uvicorn.Server) -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    running.should_exit = True
