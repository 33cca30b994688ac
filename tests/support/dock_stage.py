"""The dock's window offscreen, with its own hands, in the demo's surroundings."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer
from PySide6.QtGui import QImage

from kiosk.backend.answers import Ok
from kiosk.backend.client import ClientSettings, HttpBackEnd, read_key
from kiosk.demo.surroundings import TERMINAL, Surroundings
from kiosk.flow.display import Language
from screens import access
from screens.dock import RESIDENTS, read_roster
from screens.dock_content import Sight
from screens.dock_hands import Hands
from screens.dock_models import DockModel
from screens.dock_window import DockView
from screens.window import make_application

PATIENCE_MS = 20_000
LOOK_MS = 40


@dataclass
class DockStage:
    model: DockModel
    view: DockView
    hands: Hands | None

    @classmethod
    def live(
        cls,
        control: Path,
        hub_url: str,
        hub_key: str,
        language: Language = Language.CHINESE,
        chosen: str = "",
    ) -> DockStage:
        make_application()
        hands: Hands
        model = DockModel(read_roster(RESIDENTS), lambda deed: hands.do(deed), language, chosen)
        hands = Hands(control, hub_url, hub_key, model.see, model.tell)
        stage = cls(model, DockView(model), hands)
        stage.view.show()
        hands.start()
        return stage

    @classmethod
    def still(cls, sight: Sight, language: Language, chosen: str = "") -> DockStage:
        """Nobody behind it: what is pressed is dropped."""
        make_application()
        model = DockModel(read_roster(RESIDENTS), lambda deed: None, language, chosen)
        stage = cls(model, DockView(model), None)
        model.see(sight)
        stage.view.show()
        stage.settle()
        return stage

    def close(self) -> None:
        if self.hands is not None:
            self.hands.stop()
        self.view.retire()
        self.model.deleteLater()
        self.settle()

    def settle(self) -> None:
        for _ in range(3):
            QCoreApplication.sendPostedEvents()
            QCoreApplication.processEvents()

    def press(self, name: str, role: access.Role = access.Role.BUTTON) -> None:
        """As soon as it can be pressed: the dock sees the devices with its own eyes first."""
        self.until(lambda: any(one.name == name and one.enabled for one in access.tree(self.view)), name)
        access.press(self.view, role, name)

    def until(self, holds: Callable[[], bool], what: str = "that") -> None:
        """Let Qt live until it holds; AssertionError when it never does."""
        self.settle()
        loop, looks, patience = QEventLoop(), QTimer(), QTimer()
        looks.timeout.connect(lambda: loop.quit() if holds() else None)
        patience.timeout.connect(lambda: loop.exit(1))
        looks.start(LOOK_MS)
        patience.start(PATIENCE_MS)
        late = not holds() and loop.exec() == 1
        looks.stop()
        patience.stop()
        assert not late, f"waited in vain for {what}; on the dock:\n{access.dump(self.view)}"

    def picture(self) -> QImage:
        self.settle()
        return self.view.grabWindow().convertToFormat(QImage.Format.Format_RGB888)


def ask_hub(around: Surroundings, ask: Callable[[HttpBackEnd], Coroutine[Any, Any, Any]]) -> Any:
    """One question of the demo's kiosk to the hub."""

    async def once() -> Any:
        key = read_key(around.secrets / "terminal.key")
        back_end = HttpBackEnd(ClientSettings(around.hub_url, TERMINAL, key, deadline=5.0))
        try:
            return await ask(back_end)
        finally:
            await back_end.close()

    return asyncio.run(once())


def send_one_time_code(around: Surroundings, number: str) -> None:
    """As the kiosk does for somebody whom it cannot tell by the face."""
    from kiosk.backend.models import AdmissionRequest

    async def send(back_end: HttpBackEnd) -> None:
        request = AdmissionRequest.model_validate({"credential": "resident_card", "number": number})
        admitted = await back_end.admit(request, key="dock-admission")
        assert isinstance(admitted, Ok)
        assert admitted.value.subject is not None
        sent = await back_end.send_phone_code(admitted.value.subject, key="dock-phone-code")
        assert isinstance(sent, Ok)

    ask_hub(around, send)
