"""A kiosk whose settings are wrong says so and ends; it opens no device and goes on asking nobody."""

import os
import subprocess
import sys
from pathlib import Path


def test_wrong_settings_end_the_start_with_a_sentence(root: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("[screen]\nwidth_px = 10\n[terminal]\nnonsense = 1\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "run", "--overlay", str(wrong)],
        cwd=root, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert f"{wrong}:4: terminal.nonsense: 'nonsense' is not a setting." in done.stderr
    assert "screen.width_px" in done.stderr
    assert "first frame after" in done.stderr
    assert "Attract" not in done.stderr
