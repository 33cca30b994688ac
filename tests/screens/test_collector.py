"""Garbage is collected in the GUI thread alone."""

import gc
import threading
import weakref

from PySide6.QtCore import QObject

from screens.collector import collect_in_gui_thread
from screens.window import make_application


class Knot:
    def __init__(self) -> None:
        self.me = self


def test_a_worker_thread_collects_nothing_and_the_gui_thread_does() -> None:
    application = make_application()
    collected_in: list[str] = []

    def note(phase: str, info: dict[str, int]) -> None:
        collected_in.append(threading.current_thread().name)

    collector = collect_in_gui_thread(application)
    gc.callbacks.append(note)
    try:
        knots: list[weakref.ref[Knot]] = []
        worker = threading.Thread(
            target=lambda: knots.extend(weakref.ref(Knot()) for _ in range(5_000)), name="worker"
        )
        worker.start()
        worker.join()
        assert collected_in == []
        assert all(knot() is not None for knot in knots)
        collector.collect_what_is_due()
        assert set(collected_in) == {threading.main_thread().name}
        assert all(knot() is None for knot in knots)
    finally:
        gc.callbacks.remove(note)
        collector.stop()
        collector.deleteLater()
    assert gc.isenabled()
    assert isinstance(collector, QObject)
