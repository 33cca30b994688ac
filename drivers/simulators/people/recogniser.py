"""dlib's face detector and descriptor, as the measuring tool and the tests use them."""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from .canvas import Bytes

Descriptor = npt.NDArray[np.float64]


def _weights(name: str) -> str:
    # The package is only located, not imported: importing it needs pkg_resources.
    spec = importlib.util.find_spec("face_recognition_models")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("face_recognition_models is not installed; faces can't be measured")
    return str(Path(spec.origin).parent / "models" / name)


class Recogniser:
    """HOG detector without enlargement, five landmarks, 128 numbers per face."""

    def __init__(self) -> None:
        dlib: Any = importlib.import_module("dlib")
        self._detector = dlib.get_frontal_face_detector()
        self._landmarks = dlib.shape_predictor(_weights("shape_predictor_5_face_landmarks.dat"))
        self._embedder = dlib.face_recognition_model_v1(_weights("dlib_face_recognition_resnet_model_v1.dat"))

    def count(self, image: Bytes) -> int:
        """How many faces the detector sees in an RGB picture."""
        return len(self._detector(image, 0))

    def describe(self, image: Bytes) -> Descriptor | None:
        """The descriptor of the one face of an RGB picture; None unless exactly one is found."""
        faces = self._detector(image, 0)
        if len(faces) != 1:
            return None
        marks = self._landmarks(image, faces[0])
        return np.asarray(self._embedder.compute_face_descriptor(image, marks))


@lru_cache(maxsize=1)
def recogniser() -> Recogniser:
    """The one recogniser of this process (loading takes about half a second)."""
    return Recogniser()


def enlarged(image: Bytes, factor: int = 3) -> Bytes:
    """A card photo enlarged (cubic) for the detector."""
    size = (image.shape[1] * factor, image.shape[0] * factor)
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_CUBIC), np.uint8)
