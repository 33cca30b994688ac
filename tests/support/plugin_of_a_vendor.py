"""A plug-in as a vendor would write it: it prints into its own memory, noisily, and can hang or fail."""

from __future__ import annotations

import time
from collections.abc import Mapping

from drivers.contract import Code

Told = tuple[Code, Mapping[str, object]]


class Plugin:
    def __init__(self) -> None:
        self._jobs: dict[str, int] = {}
        print("VENDOR LIBRARY 1.0 (this line belongs to nobody)")

    def identify(self) -> Told:
        print("identify called")
        return Code.SUCCESS, {"model": "Vendor", "serial": "V-1", "firmware": "1.0"}

    def status(self) -> Told:
        return Code.SUCCESS, {"book": "page", "page": 1}

    def print(self, pdf: bytes, job: str, page: int) -> Told:
        if job == "fails":
            raise RuntimeError("the library failed")
        self._jobs[job] = page
        if job == "hangs":
            time.sleep(60)
        return Code.SUCCESS, {}

    def job(self, job: str) -> Told:
        if job in self._jobs:
            return Code.SUCCESS, {"state": "printed", "page": self._jobs[job]}
        return Code.SUCCESS, {"state": "unknown", "page": 0}

    def eject(self) -> Told:
        return Code.SUCCESS, {}
