"""Runs one hub until it is told to stop."""

from __future__ import annotations

import contextlib
import logging

import uvicorn

from kiosk.hub.access_log import log_to_stderr
from kiosk.hub.application import Application, build_application
from kiosk.hub.faults import DroppableHttp
from kiosk.hub.settings import DemoControls, HubSettings, read_secrets

log = logging.getLogger("kiosk.hub")


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


def serve(settings: HubSettings) -> None:
    """Serve until SIGINT or SIGTERM. Raises SettingsError with a sentence for the operator."""
    application = build_application(settings, read_secrets(settings))
    log_to_stderr()  # the process is the hub's own from here on
    running = server(application)
    log.info(
        "hub starts", extra={"fields": {"port": settings.port, "demo_controls": settings.demo_controls.value}}
    )
    try:
        with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C, raised again once everything is closed
            running.run()
    finally:
        application.hub.engine.dispose()
