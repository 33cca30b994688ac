"""False rejections and false acceptances of the pipeline on a folder of photographs, told apart by group.

``python -m kiosk.bench.matching FOLDER`` where FOLDER holds one folder a person, named
``*-NUMBER-GROUP-SEX``, with two pictures or more. The first picture becomes a card photo (102 × 126, WebP of
at most 1,000 bytes), the second the live person in three frames of a camera. Two pictures of one session are
kinder than a card that is ten years old: the figures compare pipelines, they are not the error rates of a
site.
"""

from __future__ import annotations

import io
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from drivers.camera.contract import Pixels
from kiosk.vision.calibration import BUILT_IN
from kiosk.vision.decision import mean_vector
from kiosk.vision.faces import Vector, distance
from kiosk.vision.forkserver import load
from kiosk.vision.reference import CARD_HEIGHT, CARD_WIDTH, reference_vector
from kiosk.vision.words import Reason, ReferenceKind
from kiosk.vision.worker import Loaded

Figures = dict[str, "Figure"]
Figure = int | float | str | Figures


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class _Person:
    group: str
    reference: Vector
    live: Vector


def bench_matching(folder: Path) -> Figures:
    """Rates at the limits of the built-in calibration. Impostor pairs are of the same group and sex, too."""
    loaded = load(BUILT_IN)
    cv2.setNumThreads(1)
    people, unusable = [], 0
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        person = _person(place, loaded)
        if person is None:
            unusable += 1
        else:
            people.append(person)
    genuine = [distance(person.live, person.reference) for person in people]
    everybody = [distance(a.live, b.reference) for a in people for b in people if a is not b]
    alike: dict[str, list[float]] = defaultdict(list)
    for a in people:
        for b in people:
            if a is not b and a.group == b.group:
                alike[a.group].append(distance(a.live, b.reference))
    calibration = loaded.calibration
    return {
        "engine": calibration.engine,
        "people": len(people),
        "without_usable_pictures": unusable,
        "genuine": _rates(genuine, calibration.accept_at_most, calibration.second_capture_at_most),
        "impostors": _rates(everybody, calibration.accept_at_most, calibration.second_capture_at_most),
        "impostors_of_the_same_group": {
            group: _rates(found, calibration.accept_at_most, calibration.second_capture_at_most)
            for group, found in sorted(alike.items())
        },
    }


def _rates(distances: list[float], accept: float, second: float) -> Figures:
    values = np.array(distances)
    return {
        "pairs": len(values),
        "accepted": int((values <= accept).sum()),
        "borderline": int(((values > accept) & (values <= second)).sum()),
        "at_0.6": int((values <= 0.6).sum()),
        "median": round(float(np.median(values)), 3),
        "nearest": round(float(values.min()), 3),
        "farthest": round(float(values.max()), 3),
    }


def _person(place: Path, loaded: Loaded) -> _Person | None:
    pictures = sorted(path for path in place.iterdir() if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
    if len(pictures) < 2:
        return None
    engine = loaded.engine
    reference = reference_vector(
        _card(pictures[0], loaded), ReferenceKind.ENCODED, engine.detector, loaded.reference_embedder
    )
    vectors = []
    for frame in _frames(pictures[1]):
        boxes = engine.detector.find(frame, 80.0)
        if boxes:
            box = max(boxes, key=lambda box: box.width)
            vectors.append(engine.embedder.embed(engine.embedder.chip(frame, box)))
    if isinstance(reference, Reason) or len(vectors) < 3:
        return None
    return _Person("-".join(place.name.split("-")[2:]), reference, mean_vector(vectors))


def _read(path: Path, width: int) -> Pixels:
    rgb = cv2.imread(str(path), cv2.IMREAD_COLOR_RGB)
    assert rgb is not None
    scale = width / rgb.shape[1]
    return np.ascontiguousarray(
        cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
    )


def _card(path: Path, loaded: Loaded) -> bytes:
    """Cropped as an ID photo: the face fills three fifths of the width."""
    rgb = _read(path, 640)
    boxes = loaded.engine.detector.find(rgb, 80.0)
    if boxes:
        face = max(boxes, key=lambda box: box.width)
        x, y = face.centre
        width = face.width / 0.62
        height = width * CARD_HEIGHT / CARD_WIDTH
        left, top = max(0, int(x - width / 2)), max(0, int(y - height * 0.52))
        rgb = np.ascontiguousarray(rgb[top : top + int(height), left : left + int(width)])
    picture = Image.fromarray(rgb).resize((CARD_WIDTH, CARD_HEIGHT), Image.Resampling.LANCZOS)
    for quality in range(90, -1, -3):
        buffer = io.BytesIO()
        picture.save(buffer, "WEBP", quality=quality, method=6)
        if buffer.tell() <= 1000:
            return buffer.getvalue()
    return b""


def _frames(path: Path) -> Iterator[Pixels]:
    """Three frames of a camera: a little nearer each time, with a sensor's noise and JPEG's loss."""
    noise = np.random.default_rng(5)
    for width in (430, 450, 470):
        rgb = _read(path, width)
        noisy = np.clip(rgb + noise.normal(0, 3, rgb.shape), 0, 255).astype(np.uint8)
        framed = cv2.copyMakeBorder(noisy, 20, 20, 105, 105, cv2.BORDER_REPLICATE)
        done, data = cv2.imencode(".jpg", framed, [cv2.IMWRITE_JPEG_QUALITY, 85])
        assert done
        yield np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


if __name__ == "__main__":
    print(json.dumps(bench_matching(Path(sys.argv[1])), indent=2))
