"""The dock drives the simulators and the hub of the demo from outside, and shows how they are."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QSize
from support.dock_stage import DockStage, ask_hub, send_one_time_code
from support.pictures import compare, drawn

from kiosk.backend.answers import Ok, Reason, Unavailable
from kiosk.backend.demo_models import Fault
from kiosk.demo.dock import start_dock
from kiosk.demo.surroundings import Surroundings
from kiosk.flow.display import Language
from kiosk.flow.words import text
from screens import access
from screens import dock_content as dock
from screens.access import Role
from screens.collector import collect_in_gui_thread
from screens.dock import main
from screens.dock_content import HubSight, Message, Sight
from screens.dock_window import PrintProvider
from screens.window import make_application

READER, SCANNER, CAMERA, PAGES, RECEIPTS = "身份证阅读器", "扫码器", "摄像头", "A4 打印机", "凭条打印机"
WANG_NUMBER = "999999198403121013"


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Surroundings]:
    there = Surroundings.in_folder(tmp_path_factory.mktemp("dock"))
    try:
        there.start()
        yield there
    finally:
        there.stop()


@pytest.fixture(autouse=True)
def gui_thread_collects() -> Iterator[None]:
    collector = collect_in_gui_thread(make_application())
    yield
    collector.stop()


@pytest.fixture
def stages() -> Iterator[list[DockStage]]:
    """Whatever is put here is closed after the test."""
    opened: list[DockStage] = []
    yield opened
    for one in opened:
        one.close()


@pytest.fixture
def stage(around: Surroundings, stages: list[DockStage]) -> Iterator[DockStage]:
    key = (around.secrets / "demo.key").read_text("ascii")
    stages.append(DockStage.live(around.control, around.hub_url, key))
    yield stages[-1]
    for device in dock.DEVICES:
        around.tell(device, "clear_faults")
    around.tell("id-card-reader", "take_card")
    around.tell("code-scanner", "take_code")


def state(around: Surroundings, device: str) -> Mapping[str, object]:
    return around.tell(device, "state")


# --- what is pressed happens to the simulators ----------------------------------------------------------


def test_put_card_puts_the_chosen_resident_s_card(around: Surroundings, stage: DockStage) -> None:
    stage.press("李秀兰", Role.RADIO_BUTTON)
    stage.press(f"{READER} 放上证件")
    stage.until(lambda: state(around, "id-card-reader")["card"] == "li", "the card")
    assert state(around, "id-card-reader")["variant"] == "normal"
    stage.until(lambda: access.is_there(stage.view, Role.TEXT, "李秀兰的证件放在上面"), "the word of it")
    stage.press(f"{READER} 拿走")
    stage.until(lambda: state(around, "id-card-reader")["card"] is None, "the empty reader")


@pytest.mark.parametrize(
    ("label", "variant"),
    [
        ("过期的证件", "expired"),
        ("没生效的证件", "not_yet_valid"),
        ("读不出的证件", "unreadable"),
        ("不认识的证件", "unknown_type"),
    ],
)
def test_a_bad_card_is_put(around: Surroundings, stage: DockStage, label: str, variant: str) -> None:
    stage.press(f"{READER} {label}")
    stage.until(lambda: state(around, "id-card-reader")["variant"] == variant, variant)


@pytest.mark.parametrize("label", ["出示随申码", "过期的码", "用过的码", "别处的码", "4296 字的码"])
def test_a_code_is_shown_and_put_away(around: Surroundings, stage: DockStage, label: str) -> None:
    stage.press(f"{SCANNER} {label}")
    stage.until(lambda: state(around, "code-scanner")["code_shown"] is True, "the code")
    stage.press(f"{SCANNER} 收起手机")
    stage.until(lambda: state(around, "code-scanner")["code_shown"] is False, "no code")


def test_people_come_before_the_camera(around: Surroundings, stage: DockStage) -> None:
    for label, persons in (
        ("本人站到镜头前", ["wang"]),
        ("换一个人", ["li"]),
        ("两个人", ["wang", "li"]),
        ("走开", []),
    ):
        stage.press(f"{CAMERA} {label}")
        stage.until(lambda persons=persons: state(around, "camera")["persons"] == persons, label)  # type: ignore[misc]


def test_the_light_goes_out_and_the_person_steps_back(around: Surroundings, stage: DockStage) -> None:
    for label, what, value in (
        ("关灯", "light", "dark"),
        ("开灯", "light", "normal"),
        ("站远", "distance", "far"),
        ("站近", "distance", "near"),
    ):
        stage.press(f"{CAMERA} {label}")
        stage.until(lambda what=what, value=value: state(around, "camera")[what] == value, label)  # type: ignore[misc]


@pytest.mark.parametrize(("title", "printer"), [(PAGES, "page-printer"), (RECEIPTS, "receipt-printer")])
def test_paper_runs_low_and_out_and_is_loaded(
    around: Surroundings, stage: DockStage, title: str, printer: str
) -> None:
    for label, paper in (("纸少", "low"), ("缺纸", "out"), ("装纸", "ok")):
        stage.press(f"{title} {label}")
        stage.until(lambda paper=paper: state(around, printer)["paper"] == paper, label)  # type: ignore[misc]


@pytest.mark.parametrize(("title", "printer"), [(PAGES, "page-printer"), (RECEIPTS, "receipt-printer")])
def test_a_cover_is_opened_and_a_jam_cleared(
    around: Surroundings, stage: DockStage, title: str, printer: str
) -> None:
    stage.press(f"{title} 打开盖板")
    stage.until(lambda: state(around, printer)["cover"] == "open", "the open cover")
    stage.press(f"{title} 合上盖板")
    stage.until(lambda: state(around, printer)["cover"] == "closed", "the closed cover")
    stage.press(f"{title} 卡纸")
    stage.until(lambda: "jam" in dict(state(around, printer)["faults"]), "the jam")  # type: ignore[call-overload]
    stage.press(f"{title} 排除卡纸")
    stage.until(lambda: "jam" not in dict(state(around, printer)["faults"]), "no jam")  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("title", "port"),
    [
        (READER, "id-card-reader"),
        (SCANNER, "code-scanner"),
        (CAMERA, "camera.url"),
        (PAGES, "page-printer.url"),
        (RECEIPTS, "receipt-printer"),
    ],
)
def test_a_plug_is_pulled_and_put_back(around: Surroundings, stage: DockStage, title: str, port: str) -> None:
    wire = around.ports / port
    stage.press(f"{title} 拔掉插头")
    stage.until(lambda: not wire.exists(), "the wire to go")
    stage.press(f"{title} 插上插头")
    stage.until(wire.exists, "the wire to come back")


# --- the hub --------------------------------------------------------------------------------------------


def test_the_hub_goes_down_and_comes_up(around: Surroundings, stage: DockStage) -> None:
    stage.press("后台 停机")
    stage.until(lambda: access.is_there(stage.view, Role.TEXT, "已停机"), "the word of it")
    assert ask_hub(around, lambda hub: hub.health()) == Unavailable(Reason.DOWN)
    stage.press("后台 恢复正常")
    stage.until(lambda: access.is_there(stage.view, Role.TEXT, "正常"), "the word of it")
    assert isinstance(ask_hub(around, lambda hub: hub.health()), Ok)


def test_the_one_time_code_can_be_read(around: Surroundings, stage: DockStage) -> None:
    send_one_time_code(around, WANG_NUMBER)
    stage.until(lambda: stage.model.value.one_time_code != "", "the message")
    assert access.is_there(stage.view, Role.TEXT, stage.model.value.one_time_code)


# --- nobody there ---------------------------------------------------------------------------------------

TROUBLE = "模拟设备没有应答，演示可能已经结束。刚才的操作没有生效；请重新运行 ./run demo。"


def test_a_dead_socket_is_told_in_a_clear_line(tmp_path: Path, stages: list[DockStage]) -> None:
    stages.append(DockStage.live(tmp_path / "nobody.sock", "http://127.0.0.1:9", ""))
    stage = stages[-1]
    stage.until(lambda: stage.model.is_troubled(), "the trouble")
    assert access.is_there(stage.view, Role.OTHER, TROUBLE)
    able = {node.name for node in access.tree(stage.view) if node.role is Role.BUTTON and node.enabled}
    assert able == {"English"}


def test_a_host_that_dies_while_the_dock_is_open_is_told(tmp_path: Path, stages: list[DockStage]) -> None:
    there = Surroundings.in_folder(tmp_path)
    try:
        there.start()
        key = (there.secrets / "demo.key").read_text("ascii")
        stages.append(DockStage.live(there.control, there.hub_url, key))
        stage = stages[-1]
        stage.press(f"{READER} 放上证件")
        stage.until(lambda: state(there, "id-card-reader")["card"] == "wang", "the card")
    finally:
        there.stop()
    stage.until(lambda: access.is_there(stage.view, Role.OTHER, TROUBLE), "the trouble")
    assert not access.is_there(stage.view, Role.BUTTON, f"{READER} 放上证件")


def test_a_refused_deed_says_that_nothing_changed(around: Surroundings, stage: DockStage) -> None:
    stage.until(lambda: stage.model.sight.devices is not None, "the devices")
    stage.model.do(
        dock.Deed(text("dock.deed.take_ticket"), (dock.TellDevice(dock.RECEIPT_PRINTER, "take_ticket"),))
    )
    stage.until(lambda: stage.model.is_troubled(), "the refusal")
    said = next(name for name in access.said(stage.view) if "没有照办" in name)
    assert said == "模拟设备没有照办，什么也没有改变：No ticket is at the mouth."


def test_a_missing_key_ends_the_dock_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = main(["--control", "x", "--hub", "http://127.0.0.1:9", "--hub-key", str(tmp_path / "none.key")])
    assert done == 2
    assert capsys.readouterr().err.startswith("The dock did not open; the kiosk goes on without it.")


# --- the process ----------------------------------------------------------------------------------------


def test_a_picture_is_left_for_whoever_has_no_display(around: Surroundings, tmp_path: Path) -> None:
    picture = tmp_path / "dock.png"
    done = subprocess.run(
        [
            sys.executable, "-m", "screens.dock", "--control", str(around.control), "--hub", around.hub_url,
            "--hub-key", str(around.secrets / "demo.key"), "--platform", "offscreen", "--grab", str(picture),
        ],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with Image.open(picture) as left:
        assert left.size == (560, 1040)


def test_the_dock_ends_with_the_demo_that_started_it(around: Surroundings) -> None:
    process = start_dock(around)
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(60) == 0
    assert (around.folder / "dock.log").read_text() == ""


# --- the window -----------------------------------------------------------------------------------------


def rich_sight(folder: Path) -> Sight:
    """Everything that can stand on the dock at once."""
    sheet, ticket = folder / "job-0001.pdf", folder / "ticket-0001.png"
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    document.save(sheet)
    document.close()
    picture = Image.new("L", (576, 900), 255)
    ImageDraw.Draw(picture).rectangle((60, 60, 516, 300), fill=0)
    picture.save(ticket)
    devices: dict[str, dict[str, object]] = {
        dock.READER: {
            "card": "li", "variant": "expired", "attention": "read", "faults": {},
            "people": [
                "wang", "li", "zhao", "liu", "zhou", "ayi", "zhu", "xu", "xiaohe", "he", "lin", "ma", "liang",
                "jin", "shanben",
            ],
        },
        dock.SCANNER: {"light": True, "code_shown": True, "faults": {"unplugged": {}}},
        dock.CAMERA: {
            "persons": ["li", "ayi"], "light": "dark", "distance": "near", "viewers": 1, "faults": {},
        },
        dock.PAGE_PRINTER: {
            "paper": "low", "sheets": 12, "in_tray": 2, "cover": "closed", "jam": True, "files": [str(sheet)],
            "jobs": [{"id": 1, "state": "stopped", "pages": 3, "printed": 2}], "faults": {"jam": {}},
        },
        dock.RECEIPT_PRINTER: {
            "paper": "ok", "paper_millimetres": 78_400, "cover": "closed", "knife": "free",
            "mouth": "at_mouth", "files": [str(ticket)], "faults": {},
        },
    }  # fmt: skip
    message = Message("199****0002", "【自助政务】验证码 042137，5 分钟内有效，请勿告诉他人。")
    return Sight(devices, HubSight(True, Fault.SLOW, message), fresh=True)


@pytest.mark.parametrize("language", Language)
def test_the_dock_is_drawn_as_kept(
    language: Language, stages: list[DockStage], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    stages.append(DockStage.still(rich_sight(tmp_path), language, "ayi"))
    compare(f"dock/{language.value}", drawn(stages[-1].picture()), request, tmp_path)


@pytest.mark.parametrize("language", Language)
def test_each_control_has_a_role_and_a_name_of_its_own(
    language: Language, stages: list[DockStage], tmp_path: Path
) -> None:
    stages.append(DockStage.still(rich_sight(tmp_path), language))
    nodes = [node for node in access.tree(stages[-1].view) if node.pressable]
    assert {node.role for node in nodes} == {Role.BUTTON, Role.RADIO_BUTTON}
    names = [node.name for node in nodes]
    assert all(names)
    assert len(set(names)) == len(names) > 50
    assert [node.name for node in nodes if node.checked] == ["王明远"]


def test_one_resident_is_chosen_however_often_somebody_presses(
    stages: list[DockStage], tmp_path: Path
) -> None:
    stages.append(DockStage.still(rich_sight(tmp_path), Language.CHINESE))
    for name in ("李秀兰", "朱德厚", "朱德厚", "王明远"):
        access.press(stages[-1].view, Role.RADIO_BUTTON, name)
        stages[-1].settle()
        assert [node.name for node in access.tree(stages[-1].view) if node.checked] == [name]


def test_the_language_changes_while_the_dock_is_open(stages: list[DockStage], tmp_path: Path) -> None:
    stages.append(DockStage.still(rich_sight(tmp_path), Language.CHINESE))
    view = stages[-1].view
    access.press(view, Role.BUTTON, "English")
    stages[-1].settle()
    assert access.is_there(view, Role.BUTTON, "Card reader Put card")
    assert view.title() == "Demo dock"
    access.press(view, Role.BUTTON, "中文")
    stages[-1].settle()
    assert access.is_there(view, Role.BUTTON, "身份证阅读器 放上证件")


def test_focus_stays_where_it_is_while_the_devices_change(stages: list[DockStage], tmp_path: Path) -> None:
    """Each look renews the buttons in place."""
    stages.append(DockStage.still(rich_sight(tmp_path), Language.CHINESE))
    before = access.find(stages[-1].view, Role.BUTTON, f"{RECEIPTS} 纸少").interface.object()
    changed = rich_sight(tmp_path)
    assert changed.devices is not None
    tray = {**changed.devices[dock.PAGE_PRINTER], "in_tray": 0, "jam": False}
    stages[-1].model.see(Sight({**changed.devices, dock.PAGE_PRINTER: tray}, changed.hub, fresh=True))
    stages[-1].settle()
    assert access.is_there(stages[-1].view, Role.BUTTON, f"{PAGES} 卡纸")
    assert access.find(stages[-1].view, Role.BUTTON, f"{RECEIPTS} 纸少").interface.object() is before


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.write_bytes(b"no PDF")])
def test_a_print_that_cannot_be_drawn_leaves_its_place_white(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(tmp_path / "job.pdf")
    picture = PrintProvider().requestImage(str(tmp_path / "job.pdf").lstrip("/"), QSize(), QSize(66, 0))
    assert (picture.width(), picture.pixelColor(0, 0).name()) == (66, "#ffffff")
