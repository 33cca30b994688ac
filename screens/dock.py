"""The dock: a window beside the kiosk in the demo that tells the simulators and the hub what happens to them.

It is a process of its own and the kiosk does not know it::

    python -m screens.dock --control SOCKET --hub URL --hub-key FILE
    python -m screens.dock … --platform offscreen --grab FILE.png
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml
from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtGui import QGuiApplication

from kiosk.flow.display import Language
from screens.collector import collect_in_gui_thread
from screens.dock_content import Resident
from screens.dock_hands import Hands
from screens.dock_models import DockModel
from screens.dock_window import DockView
from screens.window import make_application, prepare_environment

RESIDENTS = Path(__file__).parent.parent / "config" / "demo" / "residents.yaml"
GRAB_AFTER_MS = 5000  # who has not answered by then is drawn as silent
SIGNALS_MS = 200  # Python handles a signal only when the interpreter runs


def read_roster(file: Path) -> Mapping[str, Resident]:
    """The residents by key, in the file's order. Errors: ``OSError``, ``ValueError`` with a sentence."""
    try:
        entries = yaml.safe_load(file.read_text("utf-8"))["residents"]
        residents = [
            Resident(entry["key"], entry["name"], entry["kind"], str(entry["valid_to"])) for entry in entries
        ]
    except (yaml.YAMLError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise ValueError(f"{file} is no list of residents ({type(error).__name__}).") from None
    return {resident.key: resident for resident in residents}


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 after an orderly end, 2 when the dock cannot start."""
    options = _options(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        key = options.hub_key.read_text("ascii")
        roster = read_roster(options.residents)
    except (OSError, ValueError) as error:
        print(f"The dock did not open; the kiosk goes on without it. {error}", file=sys.stderr)
        return 2
    prepare_environment(options.platform)
    application = make_application()
    collector = collect_in_gui_thread(application)
    hands: Hands
    model = DockModel(roster, lambda deed: hands.do(deed), Language(options.language), options.person)
    hands = Hands(options.control, options.hub, key, model.see, model.tell)
    view = DockView(model)
    _end_when_told(application, options.end_with_stdin)
    if options.grab is not None:
        _grab(application, view, model, options.grab)
    else:
        view.stand_beside()
    hands.start()
    view.show()
    try:
        return application.exec()
    finally:
        hands.stop()
        view.retire()
        collector.stop()


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m screens.dock",
        description="Play the resident of the demo, and what befalls its devices.",
    )
    parser.add_argument(
        "--control", type=Path, required=True, metavar="SOCKET", help="of the simulators' host"
    )
    parser.add_argument("--hub", required=True, metavar="URL", help="a hub started with --demo-controls")
    parser.add_argument("--hub-key", type=Path, required=True, metavar="FILE", help="the hub's demo.key")
    parser.add_argument(
        "--residents", type=Path, default=RESIDENTS, metavar="FILE", help="names of the residents"
    )
    parser.add_argument("--person", default="", metavar="KEY", help="who is chosen at first")
    parser.add_argument("--language", default="zh", choices=[language.value for language in Language])
    parser.add_argument("--platform", default="", help="Qt's platform, such as offscreen")
    parser.add_argument("--grab", type=Path, metavar="FILE.png", help="leave a picture of the dock and end")
    parser.add_argument("--end-with-stdin", action="store_true", help="end when the standard input ends")
    return parser.parse_args(arguments)


def _end_when_told(application: QGuiApplication, end_with_stdin: bool) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: application.quit())
    timer = QTimer(application)
    timer.timeout.connect(lambda: None)
    timer.start(SIGNALS_MS)
    if end_with_stdin:
        descriptor = sys.stdin.fileno()
        notifier = QSocketNotifier(descriptor, QSocketNotifier.Type.Read, application)

        def heard() -> None:
            if not os.read(descriptor, 4096):
                notifier.setEnabled(False)
                application.quit()

        notifier.activated.connect(heard)


def _grab(application: QGuiApplication, view: DockView, model: DockModel, file: Path) -> None:
    """Once both the simulators and the hub were seen, or nobody is to be expected any more."""

    def grab() -> None:
        model.changed.disconnect(look)
        late.stop()
        if not view.grabWindow().save(str(file)):
            print(f"The picture {file} could not be written.", file=sys.stderr)
            application.exit(1)
        application.quit()

    def look() -> None:
        if model.sight.devices is not None and model.sight.hub.answers:
            QTimer.singleShot(0, application, grab)

    late = QTimer(application)
    late.setSingleShot(True)
    late.timeout.connect(grab)
    late.start(GRAB_AFTER_MS)
    model.changed.connect(look)


if __name__ == "__main__":
    sys.exit(main())
