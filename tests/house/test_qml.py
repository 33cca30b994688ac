"""QML against the types that it uses, Qt's and ours, without a single warning."""

import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import PySide6
import pytest

TOOLS = Path(sysconfig.get_path("scripts"))
METATYPES = Path(PySide6.__file__).parent / "Qt" / "metatypes"
DESCRIBE = Path(__file__).resolve().parent.parent / "support" / "qml_types.py"
QT_MODULES = ("core", "gui", "qml", "quick")


def _run(*command: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)


def _words(dump: Path, *prefixes: str) -> set[str]:
    """The names that follow these prefixes in a description of types."""
    text = dump.read_text("utf-8")
    return {name for prefix in prefixes for name in re.findall(re.escape(prefix) + r"(\w+)", text)}


def import_tree(screens: Path, tree: Path) -> list[Path]:
    """Lays out every QML module under ``tree`` as an import path; returns the QML files to check, within it.

    Types written in Python are described, too, so that a page that asks for a property that the view model
    lacks is found here.
    """
    for qmldir in sorted(screens.rglob("qmldir")):
        named = re.search(r"^module\s+(\S+)", qmldir.read_text("utf-8"), re.M)
        assert named, f"{qmldir} names no module"
        place = tree.joinpath(*named[1].split("."))
        place.mkdir(parents=True, exist_ok=True)
        (place / "qmldir").write_text(qmldir.read_text("utf-8"), "utf-8")
        for entry in qmldir.parent.iterdir():
            if entry.is_file() and entry.name != "qmldir" and entry.suffix != ".qmltypes":
                (place / entry.name).symlink_to(entry)
    done = _run(sys.executable, DESCRIBE, screens, tree)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    dumps = sorted(tree.glob("*.json"))
    declared = {dump.stem: _words(dump, '"className": "') for dump in dumps}
    for described in dumps:
        module = described.stem
        place = tree.joinpath(*module.split("."))
        place.mkdir(parents=True, exist_ok=True)
        done = _run(
            TOOLS / "pyside6-qmltyperegistrar",
            "--generate-qmltypes", place / "python.qmltypes", "-o", place / "unused.cpp",
            "--import-name", module, "--major-version", 1,
            "--foreign-types", ",".join(str(METATYPES / f"qt6{name}_metatypes.json") for name in QT_MODULES),
            described,
        )  # fmt: skip
        assert done.returncode == 0, f"{module}: {done.stderr}"
        qmldir = place / "qmldir"
        lines = qmldir.read_text("utf-8").splitlines() if qmldir.exists() else [f"module {module}"]
        # The one in the tree was copied, and what it says of types is replaced by what the sources say.
        lines = [line for line in lines if not line.startswith("typeinfo")]
        used = _words(described, '"type": "', '"name": "')
        lines += ["depends QtQuick", "typeinfo python.qmltypes", ""]
        # Not on what is not used: qmllint finds nothing in modules that depend on each other.
        others = [name for name, classes in declared.items() if name != module and classes & used]
        lines[1:1] = [f"depends {name}" for name in others]
        qmldir.write_text("\n".join(lines), "utf-8")
    within = {path.resolve() for path in tree.rglob("*.qml")}
    return sorted(tree.rglob("*.qml")) + sorted(path for path in screens.rglob("*.qml") if path not in within)


def lint(files: list[Path], tree: Path) -> subprocess.CompletedProcess[str]:
    return _run(
        TOOLS / "pyside6-qmllint", "--ignore-settings", "--max-warnings", 0,
        "--unused-imports", "warning", "-I", tree, *files,
    )  # fmt: skip


@pytest.mark.timeout(300)
def test_qml_has_no_warnings(root: Path, tmp_path: Path) -> None:
    files = import_tree(root / "screens", tmp_path)
    assert len({path.resolve() for path in files}) == len(list((root / "screens").rglob("*.qml"))) > 0
    done = lint(files, tmp_path)
    told = (done.stdout + done.stderr).replace(str(tmp_path), "").splitlines()
    assert done.returncode == 0, "\n".join(line for line in told if "' returned " not in line)


MODEL = """
from PySide6.QtCore import Property, QObject
from PySide6.QtQml import QmlElement

QML_IMPORT_NAME = "Sample.Models"
QML_IMPORT_MAJOR_VERSION = 1

@QmlElement
class PageModel(QObject):
    @Property(str, constant=True)
    def title(self) -> str:
        return ""
"""
PAGE = """
import QtQuick
import Sample.Models

Text {
    id: root
    required property PageModel model
    text: root.model.%s
}
"""


@pytest.mark.parametrize(("asked", "complaint"), [("title", ""), ("titel", 'Member "titel" not found')])
def test_a_property_that_the_view_model_lacks_is_found(tmp_path: Path, asked: str, complaint: str) -> None:
    screens, tree = tmp_path / "sample", tmp_path / "tree"
    (screens / "pages").mkdir(parents=True)
    tree.mkdir()
    (screens / "__init__.py").touch()
    (screens / "models.py").write_text(MODEL)
    (screens / "pages" / "qmldir").write_text("module Sample.Pages\nAPage 1.0 APage.qml\n")
    (screens / "pages" / "APage.qml").write_text(PAGE % asked)
    done = lint(import_tree(screens, tree), tree)
    assert (done.returncode == 0) == (not complaint)
    assert complaint in done.stdout + done.stderr
