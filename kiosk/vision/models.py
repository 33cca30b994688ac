"""dlib's models behind our protocols: `face_recognition`'s weights and pipeline without that package.

`face_recognition/__init__` ends the interpreter with ``quit()`` when it cannot import
`face_recognition_models`, and that package imports `pkg_resources`, which setuptools 82 dropped. So the
weights are located without executing either package, and dlib is called directly with the steps that
`face_recognition.api` takes: HOG detector, 5-point alignment, 150-pixel chip with 25 % padding, ResNet
embedding.
"""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path
from typing import Any

import cv2
import dlib
import numpy as np

from drivers.camera.contract import Pixels
from kiosk.vision.faces import Box, Points, Vector

CHIP_SIZE = 150
CHIP_PADDING = 0.25
HOG_SMALLEST = 80.0
"""Pixels: dlib's detector slides a window of 80 × 80 over the picture and its reductions."""

WEIGHTS = {
    "align": "shape_predictor_5_face_landmarks.dat",
    "points": "shape_predictor_68_face_landmarks.dat",
    "embed": "dlib_face_recognition_resnet_model_v1.dat",
}


class ModelError(Exception):
    """A model is missing or is not the one that the calibration belongs to. Nothing was compared."""


def weights_folder() -> Path:
    """Where `face_recognition_models` keeps its files; found without executing that package."""
    spec = importlib.util.find_spec("face_recognition_models")
    if spec is None or spec.origin is None:
        raise ModelError("the package face_recognition_models is not installed")
    return Path(spec.origin).parent / "models"


def fingerprint(path: Path) -> str:
    """SHA-256 of a weights file, in hexadecimal."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"the weights file {path.name} cannot be read ({type(error).__name__})") from None


def _rectangle(box: Box) -> Any:
    return dlib.rectangle(round(box.left), round(box.top), round(box.right), round(box.bottom))


class HogDetector:
    """dlib's frontal detector. The picture is scaled so that the smallest wanted face fills the window."""

    version = f"dlib-hog/{dlib.__version__}"

    def __init__(self) -> None:
        self._detector = dlib.get_frontal_face_detector()

    def find(self, rgb: Pixels, smallest: float) -> list[Box]:
        # Never above twice the size: that is the library's own upsampling and costs four times the time.
        scale = min(2.0, HOG_SMALLEST / smallest)
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        small = (
            rgb if abs(scale - 1) < 0.02 else cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=method)
        )
        if min(small.shape[:2]) < HOG_SMALLEST:
            return []
        found = self._detector(small, 0)
        boxes = [Box(r.left(), r.top(), r.right(), r.bottom()) for r in found]
        return boxes if small is rgb else [box.scaled(1 / scale) for box in boxes]


class DlibLandmarker:
    version = "ibug68/dlib"

    def __init__(self, weights: Path) -> None:
        self._predictor = dlib.shape_predictor(str(weights))

    def points(self, rgb: Pixels, box: Box) -> Points:
        shape = self._predictor(rgb, _rectangle(box))
        return np.array([(shape.part(i).x, shape.part(i).y) for i in range(shape.num_parts)], np.float64)


class DlibEmbedder:
    version = "resnet-v1/128"

    def __init__(self, alignment: Path, weights: Path) -> None:
        self._alignment = dlib.shape_predictor(str(alignment))
        self._net = dlib.face_recognition_model_v1(str(weights))

    def chip(self, rgb: Pixels, box: Box) -> Pixels:
        shape = self._alignment(rgb, _rectangle(box))
        return np.ascontiguousarray(dlib.get_face_chip(rgb, shape, CHIP_SIZE, CHIP_PADDING), np.uint8)

    def embed(self, chip: Pixels) -> Vector:
        return np.array(self._net.compute_face_descriptor(chip), np.float64)

    def embed_mirrored(self, chip: Pixels) -> Vector:
        return self.embed(np.ascontiguousarray(chip[:, ::-1]))
