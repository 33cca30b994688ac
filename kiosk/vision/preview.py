"""From a camera frame and its faces to the picture that the person sees of themselves."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from drivers.camera.contract import Pixels
from kiosk.vision.faces import Box
from kiosk.vision.shared import MAX_HEIGHT, MAX_WIDTH
from kiosk.vision.words import FaceBox, FaceRole, Mirroring

_MARGIN = 0.25


def preview_picture(
    rgb: Pixels, main: Box | None, others: Sequence[Box], mirroring: Mirroring
) -> tuple[Pixels, tuple[FaceBox, ...]]:
    """The picture for the screen, at most 640 × 480: people who only pass by are blurred in it."""
    height, width = rgb.shape[:2]
    scale = min(1.0, MAX_WIDTH / width, MAX_HEIGHT / height)
    picture = rgb.copy() if scale == 1.0 else np.asarray(cv2.resize(rgb, None, fx=scale, fy=scale), np.uint8)
    for box in others:
        _blur(picture, box.scaled(scale))
    faces = [_face(box.scaled(scale), FaceRole.OTHER) for box in others]
    if main is not None:
        faces.insert(0, _face(main.scaled(scale), FaceRole.MAIN))
    shown_width = picture.shape[1]
    if mirroring is Mirroring.MIRRORED:
        picture = picture[:, ::-1]
        faces = [FaceBox(shown_width - f.left - f.width, f.top, f.width, f.height, f.role) for f in faces]
    return np.ascontiguousarray(picture, np.uint8), tuple(faces)


def _face(box: Box, role: FaceRole) -> FaceBox:
    return FaceBox(round(box.left), round(box.top), round(box.width), round(box.height), role)


def _blur(picture: Pixels, box: Box) -> None:
    height, width = picture.shape[:2]
    left = max(0, int(box.left - _MARGIN * box.width))
    right = min(width, int(box.right + _MARGIN * box.width))
    top = max(0, int(box.top - 2 * _MARGIN * box.height))
    bottom = min(height, int(box.bottom + _MARGIN * box.height))
    if right > left and bottom > top:
        kernel = max(3, int(box.width / 2))
        part = np.ascontiguousarray(picture[top:bottom, left:right])
        picture[top:bottom, left:right] = cv2.blur(part, (kernel, kernel))
