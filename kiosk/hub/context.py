"""What every operation of one hub works with."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine

from kiosk.backend.demo_models import DemoMessage
from kiosk.domain.masks import mask_phone
from kiosk.hub.clock import MovedClock
from kiosk.hub.definitions import Definitions
from kiosk.hub.departments.registry import Registry
from kiosk.hub.faults import DepartmentFaults, FaultSwitch
from kiosk.hub.settings import DemoControls, HubSecrets, HubSettings


@dataclass(slots=True)
class DemoMessages:
    """The demo's telephone: the newest fifty messages, in memory only, numbers masked.

    A site plugs its SMS gateway in here; without one and without the demo's controls no code can be sent, and
    the hub says so before anybody chooses that way.
    """

    newest: deque[DemoMessage] = field(default_factory=lambda: deque(maxlen=50))

    def send(self, phone: str, text: str, now: datetime) -> None:
        """Deliver a text message."""
        self.newest.append(DemoMessage(phone_masked=mask_phone(phone), text=text, sent_at=now))


@dataclass(frozen=True, slots=True)
class Hub:
    """One hub: its database, secrets, clock and departments. Signatures are checked by the machine's clock,
    which nothing moves."""

    settings: HubSettings
    secrets: HubSecrets
    engine: Engine
    clock: MovedClock
    registry: Registry
    definitions: Definitions
    messages: DemoMessages
    faults: FaultSwitch
    department_faults: DepartmentFaults

    @property
    def can_send_messages(self) -> bool:
        """Whether a one-time code can reach anybody."""
        return self.settings.demo_controls is DemoControls.ON
