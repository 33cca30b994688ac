"""Cyclic garbage is collected in the GUI thread alone.

A collection that a worker thread happens to start destroys QObjects there, and these may be destroyed only in
their own thread: the process ends with SIGSEGV. So the automatic collector is off, and a timer of the GUI
thread does what it would have done, by the same thresholds.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

PERIOD_MILLISECONDS = 500


class Collector(QObject):
    """Collects while it lives; ``stop`` gives the work back to the automatic collector."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(PERIOD_MILLISECONDS)
        self._timer.timeout.connect(self.collect_what_is_due)
        self._timer.start()

    def collect_what_is_due(self) -> None:
        """The oldest generation whose threshold is passed, with the younger ones."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation]:
                gc.collect(generation)
                return

    def stop(self) -> None:
        self._timer.stop()
        gc.enable()


def collect_in_gui_thread(parent: QObject) -> Collector:
    """From now on; ``parent`` belongs to the GUI thread. Call there."""
    return Collector(parent)
