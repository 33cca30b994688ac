"""`run`: installs what is missing once, says clearly what went wrong, and believes in nothing half done.

The machine around it is played by small scripts; tests/fresh tries it on real trees of Debian.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

UV = """#!/bin/bash
echo "uv $*" >> "$LOG"
case "$1 $2" in
--version*) echo "uv $(sed -n 's/^uv==\\([^ ]*\\).*/\\1/p' "$PROJECT/config/tools.lock") (played)" ;;
"--quiet venv")
    [[ -e $PROJECT/no_venv ]] && { echo "disk full" >&2; exit 1; }
    mkdir -p "$PROJECT/.venv/bin"
    ln -s /usr/bin/python3 "$PROJECT/.venv/bin/python"
    printf '#!/bin/sh\\necho "kiosk $*"\\n' > "$PROJECT/.venv/bin/kiosk"
    chmod +x "$PROJECT/.venv/bin/kiosk" ;;
"pip sync") [[ ! -e $PROJECT/no_network ]] || { echo "error: could not connect" >&2; exit 2; } ;;
esac
"""
DPKG_QUERY = """#!/bin/bash
cat "$PROJECT/installed"
"""
APT_GET = """#!/bin/bash
echo "apt-get $*" >> "$LOG"
[[ ! -e $PROJECT/no_network ]] || { echo "E: could not resolve" >&2; exit 100; }
[[ " $* " == *" install "* ]] || exit 0
for word; do [[ $word == -* || $word == install ]] || echo "installed $word " >> "$PROJECT/installed"; done
"""


@dataclass(frozen=True)
class Machine:
    """A project folder on a machine whose package tools are played."""

    project: Path
    log: Path
    environment: dict[str, str]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.project / "run"), *words], env=self.environment,
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip

    def calls(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []

    def stamp(self) -> Path:
        return self.project / ".venv" / ".complete"


def _script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


@pytest.fixture
def machine(root: Path, tmp_path: Path) -> Machine:
    project, tools, log = tmp_path / "a project", tmp_path / "tools", tmp_path / "log"
    for name in ("run", "requirements.lock", "pyproject.toml", "config/tools.lock"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / name, project / name)
    (project / "config" / "debian-packages.txt").write_text("# why\npython3  # because\nlibold\n")
    (project / "installed").write_text("installed python3 \ninstalled libnew libold (= 1), libolder\n")
    _script(project / ".tools" / "uv" / "bin" / "uv", UV)
    _script(tools / "dpkg-query", DPKG_QUERY)
    _script(tools / "apt-get", APT_GET)
    _script(tools / "sudo", '#!/bin/bash\necho "sudo" >> "$LOG"\nexec "$@"\n')
    path = f"{tools}:/usr/bin:/bin"
    return Machine(project, log, {"PATH": path, "PROJECT": str(project), "LOG": str(log)})


def test_the_first_call_installs_and_then_runs(machine: Machine) -> None:
    done = machine.run("matters", "--json")
    assert (done.returncode, done.stdout) == (0, "kiosk matters --json\n"), done.stderr
    assert [call.split(" -")[0] for call in machine.calls() if "--version" not in call] == [
        "uv", "uv pip sync", "uv pip install",
    ]  # fmt: skip
    assert any("--require-hashes" in call for call in machine.calls())


def test_the_second_call_only_runs(machine: Machine) -> None:
    machine.run("matters")
    machine.log.unlink()
    done = machine.run("matters")
    assert (done.returncode, done.stdout, done.stderr, machine.calls()) == (0, "kiosk matters\n", "", [])


def test_words_arrive_as_they_were_given(machine: Machine) -> None:
    assert machine.run("demo", "--out", "a b", "*").stdout == "kiosk demo --out a b *\n"


def test_a_missing_package_is_installed(machine: Machine) -> None:
    (machine.project / "installed").write_text("installed python3 \nconfig-files libold \n")
    done = machine.run("matters")
    assert done.returncode == 0, done.stderr
    installs = [call for call in machine.calls() if call.startswith("apt-get") and " install " in call]
    assert [call.split(" install ")[1] for call in installs] == ["libold"]


def test_a_package_under_its_new_name_is_not_missing(machine: Machine) -> None:
    assert machine.run("matters").returncode == 0
    assert not any(call.startswith("apt-get") for call in machine.calls())


def test_what_tests_alone_need_is_installed_for_them_alone(machine: Machine) -> None:
    (machine.project / "config" / "debian-packages-test.txt").write_text("libdoor  # opens a door\n")
    machine.run("matters")
    assert not any(call.startswith("apt-get") for call in machine.calls())
    machine.run("test", "--version")
    installs = [call for call in machine.calls() if call.startswith("apt-get") and " install " in call]
    assert [call.split(" install ")[1] for call in installs] == ["libdoor"]


@pytest.mark.parametrize(
    "change",
    ["requirements.lock", "pyproject.toml", "config/debian-packages.txt", "config/tools.lock", "run"],
)
def test_a_changed_list_is_installed(machine: Machine, change: str) -> None:
    machine.run("matters")
    before = len(machine.calls())
    with (machine.project / change).open("a") as file:
        file.write("\n# another line\n")
    assert machine.run("matters").returncode == 0
    assert any("pip sync" in call for call in machine.calls()[before:])


def test_a_moved_folder_gets_a_new_environment(machine: Machine) -> None:
    machine.run("matters")
    moved = machine.project.parent / "moved"
    machine.project.rename(moved)
    there = Machine(moved, machine.log, machine.environment | {"PROJECT": str(moved)})
    assert there.run("matters").returncode == 0
    assert sum(" venv " in call for call in machine.calls()) == 2


def _no_network(machine: Machine) -> None:
    (machine.project / "no_network").touch()


def _no_network_nor_packages(machine: Machine) -> None:
    _no_network(machine)
    (machine.project / "installed").write_text("installed python3 \n")


def _no_disk(machine: Machine) -> None:
    (machine.project / "no_venv").touch()


@pytest.mark.parametrize(
    ("breaks", "sentence"),
    [
        (_no_network, "could not be completed"),
        (_no_network_nor_packages, "Debian packages could not be installed"),
        (_no_disk, "environment could not be created"),
    ],
)
def test_a_failed_installation_is_told_and_repeated(
    machine: Machine, breaks: Callable[[Machine], None], sentence: str
) -> None:
    breaks(machine)
    failed = machine.run("matters")
    assert (failed.returncode, failed.stdout) == (1, "")
    assert sentence in failed.stderr
    assert not machine.stamp().exists()
    for name in ("no_network", "no_venv"):
        (machine.project / name).unlink(missing_ok=True)
    again = machine.run("matters")
    assert (again.returncode, again.stdout) == (0, "kiosk matters\n"), again.stderr


def test_a_broken_environment_that_was_complete_is_not_believed(machine: Machine) -> None:
    """A list changed, and the installation that it asked for failed: the old stamp is gone."""
    machine.run("matters")
    with (machine.project / "requirements.lock").open("a") as file:
        file.write("\n# another line\n")
    _no_network(machine)
    assert machine.run("matters").returncode == 1
    assert not machine.stamp().exists()


def test_another_debian_gets_a_clear_sentence(machine: Machine, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    for name in ("dirname", "readlink", "sha256sum", "cat", "mkdir", "flock", "rm"):
        (bare / name).symlink_to(str(shutil.which(name)))
    done = Machine(machine.project, machine.log, machine.environment | {"PATH": str(bare)}).run("matters")
    assert done.returncode == 1
    assert "this is not Debian" in done.stderr
    assert "Nothing was changed" in done.stderr


def test_no_word_at_all_shows_how_it_is_used(machine: Machine) -> None:
    done = machine.run()
    assert done.returncode == 2
    assert "./run demo" in done.stderr
    assert machine.calls() == []


def test_an_unreadable_list_of_packages_is_not_an_empty_one(machine: Machine) -> None:
    (machine.project / "installed").unlink()
    done = machine.run("matters")
    assert done.returncode == 1
    assert "could not be listed" in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="becomes another user, which root can")
def test_a_user_without_sudo_is_told_what_root_should_do(machine: Machine, tmp_path: Path) -> None:
    (machine.project / "installed").write_text("installed python3 \n")
    (tmp_path / "tools" / "sudo").unlink()
    bare = tmp_path / "bare"
    bare.mkdir()
    for name in ("bash", "dirname", "readlink", "sha256sum", "cat", "mkdir", "flock", "rm", "awk"):
        (bare / name).symlink_to(str(shutil.which(name)))
    for path in (tmp_path, *tmp_path.parents):
        path.chmod(0o755)
        if path.name.startswith("pytest-of-"):
            break  # everybody may enter what is above it
    for path in [machine.project, *machine.project.rglob("*")]:
        os.chown(path, 65534, 65534, follow_symlinks=False)
    done = subprocess.run(
        [str(machine.project / "run"), "matters"], user=65534, group=65534, extra_groups=(),
        env=machine.environment | {"PATH": f"{tmp_path / 'tools'}:{bare}"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Let root run: apt-get install libold" in done.stderr
