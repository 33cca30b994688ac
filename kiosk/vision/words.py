"""What the vision process says to the core: closed sets of words and small values, never an image or a
vector.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from drivers.contract import Status


class FaceHint(StrEnum):
    """What stands in the way of a usable picture, the most blocking first: one is shown at a time."""

    NOBODY = "nobody"
    SEVERAL = "several"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    TOO_FAR = "too_far"
    TOO_CLOSE = "too_close"
    OFF_CENTRE = "off_centre"
    TURNED = "turned"
    BLURRED = "blurred"
    HOLD_STILL = "hold_still"  # moving, mouth open, eyes shut; also while the pictures are taken


class Verdict(StrEnum):
    MATCH = "match"
    NO_MATCH = "no_match"
    NOT_LIVE = "not_live"
    NO_USABLE_FACE = "no_usable_face"
    REFERENCE_UNUSABLE = "reference_unusable"
    CAMERA_LOST = "camera_lost"
    CANCELED = "canceled"
    TIMED_OUT = "timed_out"
    ENGINE_LOST = "engine_lost"


class Reason(StrEnum):
    """Why, in one word: the screen has a text for each and says what to do."""

    NONE = "none"
    # no_usable_face, timed_out: what stood in the way for the longest time
    NOBODY = "nobody"
    SEVERAL = "several"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    TOO_FAR = "too_far"
    TOO_CLOSE = "too_close"
    OFF_CENTRE = "off_centre"
    TURNED = "turned"
    BLURRED = "blurred"
    HOLD_STILL = "hold_still"
    # not_live
    FACE_EXCHANGED = "face_exchanged"
    PICTURE_FROZEN = "picture_frozen"
    # reference_unusable
    REFERENCE_MALFORMED = "reference_malformed"
    REFERENCE_WITHOUT_FACE = "reference_without_face"
    # no_match
    DIFFERENT = "different"
    NOT_SURE = "not_sure"  # borderline twice: not the same person for us, and not plainly another one
    # camera_lost
    CAMERA_ABSENT = "camera_absent"
    CAMERA_SILENT = "camera_silent"
    # engine_lost
    ENGINE_DIED = "engine_died"
    ENGINE_HUNG = "engine_hung"
    ENGINE_REFUSED = "engine_refused"  # models and calibration do not belong together


class ScoreBand(StrEnum):
    """Where the distance lay. The distance itself stays in the vision process."""

    NONE = "none"  # nothing was compared
    CLEAR = "clear"  # more than 0.05 below the limit of acceptance
    ACCEPTED = "accepted"
    BORDERLINE = "borderline"
    REFUSED = "refused"


class ReferenceKind(StrEnum):
    """How the credential's photo is handed over."""

    CARD_RGB = "card_rgb"  # 102 x 126 pixels, RGB, 8 bits, row by row: a decoded chip photo
    ENCODED = "encoded"  # JPEG, WebP or PNG: the back end's photo


@dataclass(frozen=True, slots=True)
class FaceResult:
    """The end of one face check.

    ``engine`` names pipeline, models and calibration as one version. ``decision_ms`` is from the first usable
    picture to the decision; None when there was none. ``votes`` are the liveness votes as
    ``name/version=vote``.
    """

    verdict: Verdict
    reason: Reason = Reason.NONE
    score_band: ScoreBand = ScoreBand.NONE
    engine: str = ""
    decision_ms: int | None = None
    votes: tuple[str, ...] = ()


class FaceRole(StrEnum):
    MAIN = "main"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FaceBox:
    """Where a face is, in pixels of the frame that carries it."""

    left: int
    top: int
    width: int
    height: int
    role: FaceRole


class Mirroring(StrEnum):
    """People expect the preview to behave like a mirror; an upright copy is for a camera that already
    mirrors.
    """

    MIRRORED = "mirrored"
    AS_SEEN = "as_seen"


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Frame:
    """One preview picture. ``rgb`` holds ``height * width * 3`` bytes without padding.

    It is a view of the frame source's own buffer: valid until the next ``latest()``, and black after the end
    of the session. Whoever draws it copies it at once and keeps no copy beyond the next one.
    """

    width: int
    height: int
    rgb: memoryview
    sequence: int
    faces: tuple[FaceBox, ...]
    mirroring: Mirroring

    def __repr__(self) -> str:
        return f"Frame({self.width}x{self.height}, {self.sequence})"


class CodeRefusal(StrEnum):
    """A code was seen that is not handed on."""

    TOO_LONG = "too_long"
    NOT_TEXT = "not_text"


class EngineState(StrEnum):
    STARTING = "starting"
    READY = "ready"  # a warm spare waits
    IN_SESSION = "in_session"
    LOST = "lost"  # being started again
    REFUSED = "refused"  # models and calibration do not belong together: face checks are off until repaired


@dataclass(frozen=True, slots=True)
class VisionStatus:
    """``camera`` is what is known of the camera since it was last used; ``detail`` is for the technician."""

    engine: EngineState
    camera: Status
    engine_version: str = ""
    detail: str = ""
