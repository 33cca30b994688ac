"""``kiosk run``: this terminal, as configured."""

from __future__ import annotations

from pathlib import Path

from kiosk.app.appearance import glance
from kiosk.app.screen import CannotStart, Configuration, Kiosk


def run(file: Path, *overlays: Path) -> int:
    """Exit status 2 when the configuration is wrong: its page stood for a moment, no device was opened."""
    return Kiosk(glance(file, *overlays), lambda: configuration(file, *overlays)).run()


def configuration(file: Path, *overlays: Path) -> Configuration:
    """Errors: ``CannotStart`` with every fault of the files."""
    from kiosk.app.devices import faults_of_devices
    from kiosk.settings import catalogue_dir, load

    settings = load(file, *overlays)
    if isinstance(settings, tuple):
        raise CannotStart("\n".join(str(problem) for problem in settings))
    if faults := faults_of_devices(settings):
        raise CannotStart("\n".join(f"{file}: [devices.{name}] {fault}" for name, fault in faults))
    return Configuration(settings, catalogue_dir(file))
