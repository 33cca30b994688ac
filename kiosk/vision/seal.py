"""Before a process sees its first picture: nobody may get a copy of its memory, neither a debugger nor a
crash.
"""

from __future__ import annotations

import ctypes
import resource

_PR_GET_DUMPABLE = 3
_PR_SET_DUMPABLE = 4  # prctl(2)


def seal() -> None:
    """No core dump (also none piped to a collector) and no `ptrace` by the same user, from now on."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def sealed() -> bool:
    """Whether `seal` holds for the calling process."""
    return int(ctypes.CDLL(None).prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0)) == 0
