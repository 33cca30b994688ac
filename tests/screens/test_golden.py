"""Every page, to the pixel. ``--golden-write`` keeps what is drawn now; look at it before committing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from support import golden_cases

TESTS = Path(__file__).parent.parent
GOLDEN = TESTS / "golden" / "screens"
CASES = {case.path: case for case in golden_cases.cases()}


@pytest.fixture(scope="module")
def drawn(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with all pictures as they are drawn now."""
    folder = tmp_path_factory.mktemp("drawn")
    done = subprocess.run(
        [sys.executable, golden_cases.__file__, folder],
        env={**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{TESTS}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return folder


@pytest.mark.timeout(400)
@pytest.mark.parametrize("name", CASES)
def test_page_is_drawn_as_kept(
    name: str, drawn: Path, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with Image.open(drawn / f"{name}.png") as opened:
        picture = opened.convert("RGB")
    golden = GOLDEN / f"{name}.webp"  # lossless: a third of a PNG's size
    if request.config.getoption("--golden-write"):
        keep(picture, golden)
        return
    assert golden.exists(), f"{name} has no golden picture; draw it with --golden-write and look at it"
    kept = read(golden)
    if kept.size == picture.size and kept.tobytes() == picture.tobytes():
        return
    picture.save(tmp_path / "drawn.png")
    if kept.size != picture.size:
        pytest.fail(f"{name} has the size {picture.size}, not {kept.size}; see {tmp_path}", pytrace=False)
    difference = ImageChops.difference(kept, picture)
    difference.point(lambda value: 255 if value else 0).save(tmp_path / "difference.png")
    pytest.fail(f"{name} differs in {difference.getbbox()}; see {tmp_path}", pytrace=False)


def read(golden: Path) -> Image.Image:
    with Image.open(golden) as opened:
        return opened.convert("RGB")


def keep(picture: Image.Image, golden: Path) -> None:
    golden.parent.mkdir(parents=True, exist_ok=True)
    if not golden.exists() or read(golden).tobytes() != picture.tobytes():
        picture.save(golden, "WEBP", lossless=True, quality=100, method=4)


def test_no_picture_is_kept_that_nobody_draws() -> None:
    kept = {str(file.relative_to(GOLDEN).with_suffix("")) for file in GOLDEN.rglob("*.webp")}
    assert {name for name in kept - CASES.keys() if not name.startswith("dock/")} == set()
