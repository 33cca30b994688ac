"""Find faces for the roster that a face recogniser keeps apart.

    python -m drivers.simulators.people.search [--minutes 4] [--target 0.63] [KEY ...]

What a resident's age, sex and character fix (hair, glasses, lines, grey) is in `TRAITS`; the other
parameters are drawn at random and then improved step by step: in each step one face of the nearest pair
is varied and the variation is kept if the faces lie further apart. The result replaces
`config/demo/faces.yaml`; naming keys leaves the other faces as they are.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import yaml
from PIL import Image

from .canvas import Bytes
from .face import (
    UNSIGNED,
    Beard,
    Clothing,
    FaceShape,
    Glasses,
    Hair,
    numbers,
    shape_from_mapping,
    shape_to_mapping,
)
from .features import CALM
from .portrait import STUDIO, Light, draw
from .recogniser import Descriptor, enlarged, recogniser
from .roster import FACES_FILE
from .scene import STRAIGHT, Pose, blank_portrait

HEADER = (
    "# Faces of the invented residents, written by `drivers.simulators.people.search`; see docs/people.md.\n"
)


@dataclass(frozen=True)
class Traits:
    """What is fixed of a person's face."""

    hair: Hair
    femininity: float
    lines: float = 0.0
    grey: float = 0.0
    glasses: Glasses = Glasses.NONE
    beard: Beard = Beard.NONE
    clothing: Clothing = Clothing.SHIRT
    hair_brown: float = 0.0
    limits: Mapping[str, tuple[float, float]] | None = None


_CHILD = {
    "face_width": (0.0, 0.9), "chin_length": (-1.0, -0.5), "jaw_width": (-0.9, 0.1), "fullness": (0.3, 1.0),
    "nose_length": (-1.0, -0.6), "nose_width": (-1.0, 0.0), "nose_bridge": (-1.0, -0.5),
    "nose_tip": (-1.0, 0.0), "eye_open": (0.5, 1.0), "eye_width": (0.2, 1.0), "eye_depth": (-1.0, -0.4),
    "brow_thickness": (-1.0, -0.3), "mouth_width": (-1.0, -0.2), "cheekbones": (-1.0, 0.0),
    "skin_tone": (-1.0, -0.1),
}  # fmt: skip

_WOMAN = {
    "jaw_width": (-1.0, 0.15), "chin_width": (-1.0, 0.2), "brow_thickness": (-1.0, 0.15),
    "nose_width": (-1.0, 0.4),
    "eye_open": (-0.3, 1.0), "brow_tilt": (-0.6, 0.25), "eye_depth": (-1.0, 0.3), "skin_tone": (-1.0, 0.2),
    "nose_length": (-1.0, 0.7), "chin_length": (-1.0, 0.6), "fullness": (-0.8, 0.7),
    "brow_height": (-0.5, 1.0), "brow_length": (-1.0, 0.4),
}  # fmt: skip

# Kept within what looks calm and healthy, for everybody.
_EVERYBODY = {
    "ears": (-0.7, 0.7), "mouth_curve": (-0.5, 0.9), "brow_tilt": (-0.6, 0.3), "skin_tone": (-1.0, 0.55),
    "skin_warmth": (-0.35, 0.9), "blush": (-0.7, 0.6), "eye_open": (-0.65, 1.0), "eye_depth": (-1.0, 0.6),
    "fullness": (-0.8, 0.8),
}  # fmt: skip

TRAITS: dict[str, Traits] = {
    "wang": Traits(Hair.SIDE_PART, -0.5, 0.22, glasses=Glasses.DARK_SQUARE, clothing=Clothing.JACKET),
    "li": Traits(Hair.PERM, 0.6, 0.62, 0.45, clothing=Clothing.JUMPER),
    "zhao": Traits(Hair.CROP, -0.7, 0.12, beard=Beard.SHADOW, clothing=Clothing.TEE),
    "liu": Traits(Hair.RECEDING, -0.7, 0.42, 0.12, beard=Beard.MOUSTACHE, clothing=Clothing.SHIRT),
    "zhou": Traits(Hair.BOB, 0.5, 0.52, 0.25, glasses=Glasses.THIN_OVAL, clothing=Clothing.MANDARIN),
    "ayi": Traits(Hair.LONG, 0.9, 0.06, clothing=Clothing.BLOUSE, hair_brown=0.9),
    "zhu": Traits(Hair.BALD_CROWN, -0.3, 1.0, 0.95, beard=Beard.GOATEE, clothing=Clothing.MANDARIN),
    "xu": Traits(Hair.SWEPT_BACK, -0.6, 0.2, clothing=Clothing.JUMPER),
    "xiaohe": Traits(Hair.BOB_FRINGE, 0.5, 0.0, clothing=Clothing.TEE, limits=_CHILD),
    "he": Traits(Hair.SIDE_PART, -0.6, 0.32, clothing=Clothing.JACKET),
    "lin": Traits(Hair.TIED_BACK, 0.9, 0.0, glasses=Glasses.THIN_ROUND, clothing=Clothing.TEE),
    "ma": Traits(Hair.CROP, -0.7, 0.42, 0.2, beard=Beard.FULL, clothing=Clothing.SHIRT),
    "liang": Traits(Hair.BOB, 0.9, 0.1, clothing=Clothing.JACKET, hair_brown=0.5),
    "jin": Traits(Hair.BOWL, -0.5, 0.46, 0.1, glasses=Glasses.THIN_ROUND, clothing=Clothing.SHIRT),
    "shanben": Traits(Hair.TIED_BACK, 0.7, 0.24, clothing=Clothing.JACKET),
}

_FIXED = UNSIGNED | {"femininity", "hair_brown"}
_FREE = tuple(n for n in numbers() if n not in _FIXED)
_SAME_LIMIT = 0.27  # leaves room for JPEG and other distances
_TURNED = (
    (Light(-40, 24, 0.66, 0.46), Pose(yaw=-7, roll=-5)),
    (Light(30, 35), Pose(yaw=9, pitch=-2, roll=4)),
)


# What moves the descriptor most, measured by moving one parameter from -1 to 1.
_STRONG = frozenset(
    {
        "nose_length", "mouth_height", "eye_spacing", "eye_tilt", "brow_height", "brow_length", "chin_length",
        "brow_thickness", "nose_bridge", "nose_width", "mouth_width", "jaw_width", "eye_width", "face_width",
    }
)  # fmt: skip


def _limits(traits: Traits, name: str) -> tuple[float, float]:
    own = traits.limits if traits.limits is not None else _WOMAN if traits.femininity > 0 else {}
    return own.get(name) or _EVERYBODY.get(name) or (-1.0, 1.0)


def settled(face: FaceShape, traits: Traits) -> FaceShape:
    """The face with what is fixed of it, and every free parameter within its limits."""
    free = {name: float(np.clip(getattr(face, name), *_limits(traits, name))) for name in _FREE}
    return replace(
        face, hair=traits.hair, glasses=traits.glasses, beard=traits.beard, clothing=traits.clothing,
        lines=traits.lines, grey=traits.grey, femininity=traits.femininity, hair_brown=traits.hair_brown,
        **free,  # type: ignore[arg-type]  # parameters by name
    )  # fmt: skip


def random_face(traits: Traits, rng: np.random.Generator) -> FaceShape:
    """A face with the fixed traits and everything else by chance."""
    # Beta(0.6, 0.6) prefers both ends of a range: average faces lie close together.
    values = {}
    for name in _FREE:
        low, high = _limits(traits, name)
        values[name] = float(low + (high - low) * rng.beta(0.6, 0.6))
    return FaceShape(
        hair=traits.hair, seed=int(rng.integers(1, 1_000_000)), glasses=traits.glasses, beard=traits.beard,
        clothing=traits.clothing, lines=traits.lines, grey=traits.grey, femininity=traits.femininity,
        hair_brown=traits.hair_brown, **values,
    )  # fmt: skip


def varied(face: FaceShape, traits: Traits, rng: np.random.Generator) -> FaceShape:
    """The face with some of its free parameters moved."""
    strong = [n for n in _FREE if n in _STRONG]
    names = strong if rng.random() < 0.6 else list(_FREE)
    chosen = rng.choice(np.asarray(names), size=int(rng.integers(1, 8)), replace=False)
    changes: dict[str, float] = {}
    for name in map(str, chosen):
        low, high = _limits(traits, name)
        changes[name] = float(np.clip(getattr(face, name) + rng.normal(0, 0.7), low, high))
    seed = int(rng.integers(1, 1_000_000)) if rng.random() < 0.25 else face.seed
    return replace(face, seed=seed, **changes)  # type: ignore[arg-type]  # parameters by name


def webp(image: Bytes, quality: int = 60) -> Bytes:
    """An RGB picture after WebP, as a small card photo goes through it."""
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, "WEBP", quality=quality)
    return np.asarray(Image.open(buffer).convert("RGB"), np.uint8)


@dataclass(frozen=True)
class Candidate:
    """A face with its descriptors: portrait, card photo, turned to both sides under other light."""

    face: FaceShape
    descriptors: tuple[Descriptor, ...]

    def distance(self, other: Candidate) -> float:
        """The least distance between pictures of the two."""
        return min(float(np.linalg.norm(a - b)) for a in self.descriptors for b in other.descriptors)

    @property
    def spread(self) -> float:
        """The greatest distance between its own pictures."""
        return max(float(np.linalg.norm(a - b)) for a in self.descriptors for b in self.descriptors)


def judged(face: FaceShape) -> Candidate | None:
    """A face as the recogniser sees it; None when one of its pictures shows no face."""
    portrait = blank_portrait(face, (204, 252), STUDIO, STRAIGHT, CALM)
    turned = [blank_portrait(face, (204, 252), light, pose, CALM) for light, pose in _TURNED]
    draw.cache_clear()
    small = np.asarray(cv2.resize(portrait, (102, 126), interpolation=cv2.INTER_AREA), np.uint8)
    seen = [recogniser().describe(picture) for picture in (portrait, enlarged(webp(small)), *turned)]
    found = tuple(d for d in seen if d is not None)
    return Candidate(face, found) if len(found) == len(seen) else None


def _badness(c: Candidate, others: Sequence[Candidate], target: float) -> float:
    gaps = [max(0.0, target - c.distance(o)) for o in others]
    effort = float(np.mean([getattr(c.face, n) ** 2 for n in _FREE]))
    return sum(g * g for g in gaps) + 2.0 * max(0.0, c.spread - _SAME_LIMIT) ** 2 + 2e-4 * effort


def nearest(chosen: Mapping[str, Candidate]) -> tuple[float, str, str]:
    """The distance and the keys of the nearest pair."""
    keys = list(chosen)
    return min((chosen[a].distance(chosen[b]), a, b) for i, a in enumerate(keys) for b in keys[i + 1 :])


@dataclass(frozen=True)
class Goal:
    """When a search ends: distance of the nearest pair, or seconds gone."""

    target: float
    seconds: float


def search(
    known: Mapping[str, FaceShape], free: Sequence[str], goal: Goal, seed: int, workers: int
) -> Iterator[dict[str, FaceShape]]:
    """Faces for all of `known` and `free`, better and better; those of `free` are moved apart."""
    rng = np.random.default_rng(seed)
    chosen: dict[str, Candidate] = {}
    end = time.monotonic() + goal.seconds
    with multiprocessing.Pool(workers) as pool:
        for (key, _), candidate in zip(known.items(), pool.map(judged, known.values()), strict=True):
            if candidate is not None:
                chosen[key] = candidate
            elif key not in free:
                raise RuntimeError(f"the face of '{key}' is not found by the detector; search it anew")
        for key in (k for k in free if k not in chosen):
            tried = pool.map(judged, [random_face(TRAITS[key], rng) for _ in range(18)])
            others = list(chosen.values())
            chosen[key] = min((c for c in tried if c), key=lambda c: _badness(c, others, goal.target))
        step = 0
        while time.monotonic() < end and not (
            nearest(chosen)[0] >= goal.target and all(c.spread <= _SAME_LIMIT for c in chosen.values())
        ):
            distance, a, b = nearest(chosen)
            unsteady = max(chosen, key=lambda k: chosen[k].spread)
            pair = [k for k in (a, b, unsteady) if k in free]
            key = str(rng.choice(pair if pair and rng.random() < 0.6 else list(free)))
            others = [c for k, c in chosen.items() if k != key]
            tried = pool.map(judged, [varied(chosen[key].face, TRAITS[key], rng) for _ in range(2 * workers)])
            better = [c for c in tried if c is not None]
            chosen[key] = min([chosen[key], *better], key=lambda c: _badness(c, others, goal.target))
            if step % 20 == 0:
                print(
                    f"step {step}: nearest {distance:.3f} ({a}, {b}), "
                    f"widest {chosen[unsteady].spread:.3f} ({unsteady})",
                    file=sys.stderr,
                    flush=True,
                )
                yield _faces(chosen)
            step += 1
    print(f"nearest pair after {step} steps: {nearest(chosen)[0]:.3f}", file=sys.stderr)
    yield _faces(chosen)


def _faces(chosen: Mapping[str, Candidate]) -> dict[str, FaceShape]:
    return {key: chosen[key].face for key in TRAITS if key in chosen}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Find faces that a face recogniser keeps apart.")
    parser.add_argument("keys", nargs="*", help="residents to search anew (all when none is named)")
    parser.add_argument("--minutes", type=float, default=4.0)
    parser.add_argument("--target", type=float, default=0.63)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2, help="processes")
    parser.add_argument("--improve", action="store_true", help="start from the faces in the file")
    options = parser.parse_args(arguments)
    keys = options.keys or list(TRAITS)
    if unknown := set(keys) - set(TRAITS):
        parser.error(f"no traits are known for {', '.join(sorted(unknown))}; known are {', '.join(TRAITS)}")
    stored = yaml.safe_load(FACES_FILE.read_text("utf-8")) if FACES_FILE.exists() else {}
    kept = {
        key: settled(shape_from_mapping(data), TRAITS[key])
        for key, data in stored.items()
        if key in TRAITS and (options.improve or key not in keys)
    }
    for faces in search(
        kept, keys, Goal(options.target, options.minutes * 60), options.seed, options.workers
    ):
        data = {key: shape_to_mapping(face) for key, face in faces.items()}
        FACES_FILE.write_text(HEADER + yaml.safe_dump(data, sort_keys=False, allow_unicode=True), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
