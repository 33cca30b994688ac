"""What a printer's attributes say about paper, toner and hindrances (RFC 8011 §5.4, PWG 5100.9). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from drivers.contract import Code, DeviceState, Status, SupplyLevel
from drivers.page_printer.ipp_codec import Group

PRINTER_ATTRIBUTES = (
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "printer-make-and-model",
    "printer-uuid",
    "printer-firmware-string-version",
    "media-ready",
    "marker-levels",
    "marker-low-levels",
    "marker-types",
    "operations-supported",
    "document-format-supported",
)

STOPPED = 5  # printer-state (RFC 8011 §5.4.11): 3 idle, 4 processing, 5 stopped

_SEVERITIES = ("-error", "-warning", "-report")
_PAPER_OUT = frozenset({"media-empty", "media-needed"})
_OPEN = frozenset({"cover-open", "door-open", "interlock-open", "input-tray-missing", "output-tray-missing"})
_JAM = frozenset({"media-jam", "output-area-full"})
_TONER_OUT = frozenset({"marker-supply-empty", "toner-empty"})
_TONER_LOW = frozenset({"marker-supply-low", "toner-low"})
_RUNNING = frozenset({"none", "moving-to-paused", "connecting-to-device", "spool-area-full"})


def without_severity(keyword: str) -> str:
    """``media-empty-warning`` → ``media-empty``."""
    for severity in _SEVERITIES:
        if keyword.endswith(severity):
            return keyword[: -len(severity)]
    return keyword


def _reasons(printer: Group) -> frozenset[str]:
    return frozenset(without_severity(keyword) for keyword in printer.strings("printer-state-reasons"))


def _grave(printer: Group) -> frozenset[str]:
    """Reasons that stop the printer. Without a suffix a reason counts as an error (RFC 8011 §5.4.12)."""
    keywords = printer.strings("printer-state-reasons")
    return frozenset(
        without_severity(keyword) for keyword in keywords if not keyword.endswith(("-warning", "-report"))
    )


def describe_stop(printer: Group) -> tuple[Code, str] | None:
    """Why this printer would not print a job now, with a sentence; None when it would."""
    grave = _grave(printer)
    stopped = printer.number("printer-state") == STOPPED
    reasons = _reasons(printer) if stopped else grave
    if reasons & _OPEN:
        return Code.COVER_OPEN, "A cover or tray of the printer is open or missing."
    if reasons & _JAM:
        return Code.MEDIA_JAMMED, "Paper is stuck in the printer, or its output is full."
    if reasons & _PAPER_OUT:
        return Code.PAPER_OUT, "The printer is out of paper."
    if reasons & _TONER_OUT:
        return Code.PAPER_OUT, "The printer is out of toner."
    if stopped:
        return Code.DEVICE_NOT_READY, "The printer is stopped."
    if _says_no(printer, "printer-is-accepting-jobs"):
        return Code.DEVICE_NOT_READY, "The printer takes no jobs now."
    return None


def _says_no(printer: Group, name: str) -> bool:
    found = printer.attributes.get(name)
    return found is not None and any(value.plain is False for value in found.values)


def status_of(printer: Group, now: float) -> Status:
    """The status that this printer told at ``now``."""
    reasons = _reasons(printer) - {"none"}
    supplies = MappingProxyType({"paper": _paper(printer, reasons), "toner": _toner(printer, reasons)})
    return Status(_state(printer, reasons, supplies.values()), now, "device", reasons, supplies)


def _state(printer: Group, reasons: frozenset[str], supplies: Iterable[SupplyLevel]) -> DeviceState:
    stop = describe_stop(printer)
    if stop is not None:
        match stop[0]:
            case Code.PAPER_OUT | Code.COVER_OPEN | Code.DEVICE_NOT_READY:
                return DeviceState.USER_ERROR
            case _:
                return DeviceState.HARDWARE_ERROR
    match printer.number("printer-state"):
        case 3:
            low = SupplyLevel.LOW in supplies or reasons - _RUNNING
            return DeviceState.DEGRADED if low else DeviceState.ONLINE
        case 4:
            return DeviceState.BUSY
        case _:
            return DeviceState.DEGRADED  # it answers and does not say how it is


def _paper(printer: Group, reasons: frozenset[str]) -> SupplyLevel:
    if reasons & _PAPER_OUT:
        # As a warning it is one tray of several.
        return SupplyLevel.OUT if _grave(printer) & _PAPER_OUT else SupplyLevel.LOW
    if "media-low" in reasons:
        return SupplyLevel.LOW
    told = "printer-state-reasons" in printer.attributes
    return SupplyLevel.OK if told else SupplyLevel.UNKNOWN


def _toner(printer: Group, reasons: frozenset[str]) -> SupplyLevel:
    if reasons & _TONER_OUT and _grave(printer) & _TONER_OUT:
        return SupplyLevel.OUT
    if reasons & (_TONER_LOW | _TONER_OUT):
        return SupplyLevel.LOW
    return _worst(_marker_levels(printer))


def _marker_levels(printer: Group) -> Iterable[SupplyLevel]:
    """``marker-levels`` in percent; negative: not known (PWG 5100.9 §5.1)."""
    levels, lows = printer.integers("marker-levels"), printer.integers("marker-low-levels")
    types = printer.strings("marker-types")
    for index, level in enumerate(levels):
        if index < len(types) and types[index].startswith("waste"):
            continue
        if level < 0:
            yield SupplyLevel.UNKNOWN
        elif level == 0:
            yield SupplyLevel.OUT
        else:
            low = lows[index] if index < len(lows) else 0
            yield SupplyLevel.LOW if level <= low else SupplyLevel.OK


def _worst(levels: Iterable[SupplyLevel]) -> SupplyLevel:
    seen = set(levels)
    for level in (SupplyLevel.OUT, SupplyLevel.LOW, SupplyLevel.UNKNOWN, SupplyLevel.OK):
        if level in seen:
            return level
    return SupplyLevel.UNKNOWN
