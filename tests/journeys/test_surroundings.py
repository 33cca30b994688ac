"""What stands around the demo does not outlive it, however it ends."""

import subprocess
import sys
from pathlib import Path

import psutil

PATIENCE_S = 60.0
DEMO = """\
import sys
from pathlib import Path
from kiosk.demo.surroundings import Surroundings

around = Surroundings.in_folder(Path(sys.argv[1]))
around.start()
print(*around.pids(), flush=True)
sys.stdin.read()
"""


def test_simulators_and_hub_end_when_the_demo_is_killed(root: Path, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", DEMO, str(tmp_path)],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as demo:
        assert demo.stdout is not None
        around = [psutil.Process(int(pid)) for pid in demo.stdout.readline().split()]
        demo.kill()
    assert len(around) == 2
    _, left = psutil.wait_procs(around, PATIENCE_S)
    for process in left:
        process.kill()
    assert left == []
