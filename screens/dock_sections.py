"""What stands on the dock and what its buttons do, from what was last seen. Pure: no Qt, no socket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kiosk.backend.demo_models import DemoCodeKind, Fault
from kiosk.flow.words import Text, Words, text
from screens.dock_content import (
    CAMERA,
    DEVICES,
    PAGE_PRINTER,
    READER,
    RECEIPT_PRINTER,
    SCANNER,
    Act,
    BreakHub,
    Deed,
    DeviceState,
    DockContent,
    Emphasis,
    HubSight,
    MendHub,
    Print,
    Resident,
    ResidentChoice,
    Section,
    ShowCode,
    Sight,
    TellDevice,
    Tone,
)

_ICONS = {
    READER: "identification-card",
    SCANNER: "qr-code",
    CAMERA: "camera",
    PAGE_PRINTER: "printer",
    RECEIPT_PRINTER: "receipt",
}
# A QR code of the largest kind holds this many letters and digits (ISO/IEC 18004, version 40-L).
LONGEST_CODE = "8" * 4296

_CARD_VARIANTS = ("expired", "not_yet_valid", "unreadable", "unknown_type")


def compose(sight: Sight, roster: Mapping[str, Resident], chosen: str) -> DockContent:
    """The whole dock. ``chosen`` is a key of the roster; the first person when nobody has that key."""
    people = _people(sight, roster)
    person = next((one for one in people if one.key == chosen), people[0] if people else None)
    devices = sight.devices
    names = DEVICES if devices is None else tuple(name for name in DEVICES if name in devices)
    sections = [_device(name, (devices or {}).get(name), person, people) for name in names]
    trouble = text("dock.trouble.simulators") if sight.fresh and devices is None else None
    return DockContent(
        residents=tuple(ResidentChoice(one, one is person) for one in people),
        about=None if person is None or not person.kind else _about(person),
        sections=(*sections, _hub(sight.hub)),
        message=sight.hub.newest,
        prints=tuple(_prints(devices or {})),
        trouble=trouble,
    )


def _people(sight: Sight, roster: Mapping[str, Resident]) -> tuple[Resident, ...]:
    """Whom the card reader knows, in its order; those of the roster while nothing was heard of it."""
    told = (sight.devices or {}).get(READER, {}).get("people")
    if not isinstance(told, Sequence):
        return tuple(roster.values())
    return tuple(roster.get(str(key), Resident(str(key), str(key))) for key in told)


def _about(person: Resident) -> Words:
    said = {"resident": "resident_card", "J": "hmt", "I": "foreigner", "Y": "foreigner"}
    kind = said.get(person.kind, "other")
    return text(f"dock.about.{kind}", until=person.valid_to)


def _name(key: object, people: Sequence[Resident]) -> str:
    return next((one.name for one in people if one.key == key), str(key))


# --- devices ------------------------------------------------------------------------------------------------


def _device(
    name: str, state: DeviceState | None, person: Resident | None, people: Sequence[Resident]
) -> Section:
    if state is None:
        return Section(name, _ICONS[name], (text("dock.status.no_answer"),), Tone.WRONG, ())
    faults = state.get("faults")
    faulty = frozenset(faults) if isinstance(faults, Mapping) else frozenset[str]()
    unplugged = "unplugged" in faulty
    match name:
        case "id-card-reader":
            status, tone, deeds = _reader(state, person, people)
        case "code-scanner":
            status, tone, deeds = _scanner(state, person)
        case "camera":
            status, tone, deeds = _camera(state, person, people)
        case "page-printer":
            status, tone, deeds = _page_printer(state)
        case _:
            status, tone, deeds = _receipt_printer(state, faulty)
    if unplugged:
        status, tone = (text("dock.status.unplugged"), *status), Tone.WRONG
    more = _bad_cards(person) if name == READER else ()
    return Section(name, _ICONS[name], status, tone, deeds, _plug(name, unplugged), more)


_Drawn = tuple[tuple[Words, ...], Tone, tuple[Deed, ...]]


def _tell(device: str, command: str, /, **args: object) -> tuple[Act, ...]:
    return (TellDevice(device, command, tuple(args.items())),)


def _fault(device: str, name: str) -> tuple[Act, ...]:
    return _tell(device, "fault", name=name)


def _mend(device: str, name: str) -> tuple[Act, ...]:
    return _tell(device, "clear_fault", name=name)


def _plug(device: str, unplugged: bool) -> Deed:
    if unplugged:
        return Deed(text("dock.deed.plug_in"), _mend(device, "unplugged"), Emphasis.MENDS)
    return Deed(text("dock.deed.unplug"), _fault(device, "unplugged"))


def _reader(state: DeviceState, person: Resident | None, people: Sequence[Resident]) -> _Drawn:
    card, variant = state.get("card"), state.get("variant")
    status: list[Words] = []
    if card is None:
        status.append(text("dock.reader.empty"))
    else:
        name = _name(card, people)
        status.append(text("dock.reader.card", name=name))
        if variant in _CARD_VARIANTS:
            status.append(text(f"dock.card.{variant}"))
        if state.get("attention") == "read":
            status.append(text("dock.reader.read"))
    key = "" if person is None else person.key
    deeds = (
        Deed(text("dock.deed.put_card"), _put(key, "normal"), Emphasis.PRIMARY, person is not None),
        Deed(text("dock.deed.take_card"), _tell(READER, "take_card"), enabled=card is not None),
        Deed(text("dock.deed.pull_card"), _tell(READER, "pull_during_read")),
    )
    return tuple(status), Tone.QUIET if card is None else Tone.ACTIVE, deeds


def _bad_cards(person: Resident | None) -> tuple[Deed, ...]:
    """The chosen resident's card, with something wrong about it."""
    key = "" if person is None else person.key
    return tuple(
        Deed(text(f"dock.variant.{bad}"), _put(key, bad), enabled=person is not None)
        for bad in _CARD_VARIANTS
    )


def _put(person: str, variant: str) -> tuple[Act, ...]:
    return _tell(READER, "put_card", person=person, variant=variant)


def _scanner(state: DeviceState, person: Resident | None) -> _Drawn:
    shown = bool(state.get("code_shown"))
    status: list[Words] = [text("dock.scanner.shown" if shown else "dock.scanner.nothing")]
    if state.get("light"):
        status.append(text("dock.scanner.light"))
    key = "" if person is None else person.key
    deeds = [
        Deed(
            text(f"dock.code.{kind.value}"),
            (ShowCode(key, kind),),
            Emphasis.PRIMARY if kind is DemoCodeKind.FRESH else Emphasis.NORMAL,
            person is not None,
        )
        for kind in DemoCodeKind
    ]
    deeds.append(Deed(text("dock.code.long"), _tell(SCANNER, "show_code", text=LONGEST_CODE)))
    deeds.append(Deed(text("dock.deed.put_phone_away"), _tell(SCANNER, "take_code"), enabled=shown))
    return tuple(status), Tone.ACTIVE if shown else Tone.QUIET, tuple(deeds)


def _camera(state: DeviceState, person: Resident | None, people: Sequence[Resident]) -> _Drawn:
    standing = state.get("persons")
    keys = list(standing) if isinstance(standing, Sequence) else []
    dark, far = state.get("light") == "dark", state.get("distance") == "far"
    status: list[Words] = [_standing([_name(key, people) for key in keys])]
    if dark:
        status.append(text("dock.camera.dark"))
    if far:
        status.append(text("dock.camera.far"))
    if state.get("viewers"):
        status.append(text("dock.camera.watched"))
    here = "" if person is None else person.key
    other = _other(person, people)
    able = person is not None
    deeds = (
        Deed(text("dock.deed.stand"), _tell(CAMERA, "stand_before", person=here), Emphasis.PRIMARY, able),
        Deed(text("dock.deed.other"), _tell(CAMERA, "stand_before", person=other), enabled=able),
        Deed(text("dock.deed.two"), _tell(CAMERA, "two_people", person=here, other=other), enabled=able),
        Deed(text("dock.deed.nobody"), _tell(CAMERA, "nobody"), enabled=bool(keys)),
        Deed(text("dock.deed.light_on"), _tell(CAMERA, "light", light="normal"), Emphasis.MENDS)
        if dark
        else Deed(text("dock.deed.dark"), _tell(CAMERA, "dark")),
        Deed(text("dock.deed.near"), _tell(CAMERA, "distance", distance="near"), Emphasis.MENDS)
        if far
        else Deed(text("dock.deed.far"), _tell(CAMERA, "too_far")),
    )
    return tuple(status), Tone.ACTIVE if keys else Tone.QUIET, deeds


def _standing(names: Sequence[str]) -> Text:
    match names:
        case []:
            return text("dock.camera.nobody")
        case [one]:
            return text("dock.camera.one", name=one)
        case _:
            return text("dock.camera.two", name=names[0], other=names[1])


def _other(person: Resident | None, people: Sequence[Resident]) -> str:
    """Somebody else: the next of the list."""
    if person is None:
        return ""
    return people[(people.index(person) + 1) % len(people)].key


def _paper(device: str, state: DeviceState) -> tuple[Words, Tone, list[Deed]]:
    paper = str(state.get("paper"))
    deeds = [
        Deed(text("dock.deed.paper_low"), _fault(device, "paper_low"), enabled=paper == "ok"),
        Deed(text("dock.deed.paper_out"), _fault(device, "paper_out"), enabled=paper != "out"),
        Deed(
            text("dock.deed.load_paper"),
            _tell(device, "load_paper"),
            Emphasis.NORMAL if paper == "ok" else Emphasis.MENDS,
        ),
    ]
    words = {"ok": "dock.paper.ok", "low": "dock.paper.low"}.get(paper, "dock.paper.out")
    return text(words), Tone.QUIET if paper == "ok" else Tone.WRONG, deeds


def _cover(device: str, state: DeviceState) -> Deed:
    if state.get("cover") == "open":
        return Deed(text("dock.deed.close_cover"), _mend(device, "cover_open"), Emphasis.MENDS)
    return Deed(text("dock.deed.open_cover"), _fault(device, "cover_open"))


def _jam(device: str, jammed: bool) -> Deed:
    if jammed:
        return Deed(text("dock.deed.clear_jam"), _mend(device, "jam"), Emphasis.MENDS)
    return Deed(text("dock.deed.jam"), _fault(device, "jam"))


def _page_printer(state: DeviceState) -> _Drawn:
    paper, tone, deeds = _paper(PAGE_PRINTER, state)
    status: list[Words] = [paper, text("dock.page_printer.sheets", count=state.get("sheets", 0))]
    jobs, tray = state.get("jobs"), state.get("in_tray", 0)
    jammed = bool(state.get("jam"))
    if jammed:
        status.append(text("dock.status.jammed"))
    if state.get("cover") == "open":
        status.append(text("dock.status.cover_open"))
    newest = jobs[-1] if isinstance(jobs, Sequence) and jobs else None
    if isinstance(newest, Mapping) and newest.get("state") in ("pending", "processing", "stopped"):
        status.append(text("dock.page_printer.printing", done=newest.get("printed"), all=newest.get("pages")))
    if tray:
        status.append(text("dock.page_printer.tray", count=tray))
    take = Deed(text("dock.deed.take_pages"), _tell(PAGE_PRINTER, "take_pages"), enabled=bool(tray))
    deeds += [_jam(PAGE_PRINTER, jammed), _cover(PAGE_PRINTER, state), take]
    wrong = jammed or state.get("cover") == "open"
    return tuple(status), Tone.WRONG if wrong else _busier(tone, bool(tray)), tuple(deeds)


def _receipt_printer(state: DeviceState, faulty: frozenset[str]) -> _Drawn:
    paper, tone, deeds = _paper(RECEIPT_PRINTER, state)
    metres = _number(state.get("paper_millimetres")) / 1000
    status: list[Words] = [paper, text("dock.receipt_printer.roll", metres=f"{max(0.0, metres):.1f}")]
    stuck = state.get("knife") == "stuck"
    if stuck:
        status.append(text("dock.receipt_printer.knife"))
    if state.get("cover") == "open":
        status.append(text("dock.status.cover_open"))
    at_mouth = state.get("mouth") == "at_mouth"
    if at_mouth:
        status.append(text("dock.receipt_printer.mouth"))
    take = Deed(text("dock.deed.take_ticket"), _tell(RECEIPT_PRINTER, "take_ticket"), enabled=at_mouth)
    deeds += [_jam(RECEIPT_PRINTER, "jam" in faulty), _cover(RECEIPT_PRINTER, state), take]
    wrong = stuck or "jam" in faulty or state.get("cover") == "open"
    return tuple(status), Tone.WRONG if wrong else _busier(tone, at_mouth), tuple(deeds)


def _busier(tone: Tone, waiting: bool) -> Tone:
    return Tone.ACTIVE if tone is Tone.QUIET and waiting else tone


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


# --- the hub and what was printed ---------------------------------------------------------------------------


def _hub(hub: HubSight) -> Section:
    deeds = [
        Deed(
            text(f"dock.hub.{fault.value}"),
            (BreakHub(fault),),
            enabled=hub.answers and fault is not hub.fault,
        )
        for fault in Fault
    ]
    mends = Emphasis.NORMAL if hub.fault is None else Emphasis.MENDS
    deeds.append(Deed(text("dock.hub.mend"), (MendHub(),), mends, hub.answers))
    if not hub.answers:
        status, tone = text("dock.status.no_answer"), Tone.WRONG
    elif hub.fault is None:
        status, tone = text("dock.hub.well"), Tone.QUIET
    else:
        status, tone = text(f"dock.hub_state.{hub.fault.value}"), Tone.WRONG
    return Section("hub", "hard-drives", (status,), tone, tuple(deeds))


def _prints(devices: Mapping[str, DeviceState]) -> Iterator[Print]:
    for device in (PAGE_PRINTER, RECEIPT_PRINTER):
        files = devices.get(device, {}).get("files")
        if isinstance(files, Sequence) and files:
            # A ticket is kept as text and as picture, the picture last.
            yield Print(device, str(files[-1]))


def title_of(section: Section) -> Words:
    return text(f"dock.device.{section.id.replace('-', '_')}")
