"""Measure how far dlib's recogniser keeps the drawn residents apart, and how near it keeps each to themself.

    python -m drivers.simulators.people.measure [KEY ...] [--json]

Every resident is drawn as a portrait, as the card's photo (WebP of at most 1,000 bytes, enlarged three
times) and in camera frames of 640 x 480 with other light, distance and pose. A face counts as found when
the HOG detector sees exactly one face at the picture's own size. Distances are Euclidean, between descriptors
of 128 numbers.
"""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from PIL import Image

from .canvas import Bytes
from .photos import card_photo, hub_photo, render_portrait
from .portrait import Light, draw
from .recogniser import Descriptor, enlarged, recogniser
from .roster import Person, load
from .scene import Distance, HallLight, Pose, hall, place, scene

LIVE_SIZE = (640, 480)
APART, SAME = 0.55, 0.35


def _decoded(data: bytes) -> Bytes:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), np.uint8)


def _posed(person: Person, pose: Pose, light: Light) -> Bytes:
    picture = hall(LIVE_SIZE, HallLight.NORMAL).copy()
    place(picture, draw(person.face, light), (330, 220), 74, pose)
    return picture


def _frame(light: HallLight, distance: Distance, index: int) -> Callable[[Person], Bytes]:
    return lambda p: scene([p], light, LIVE_SIZE, distance=distance).rgb(index)


VIEWS: dict[str, Callable[[Person], Bytes]] = {
    "portrait": lambda p: render_portrait(p, (255, 315)),
    "card": lambda p: enlarged(_decoded(card_photo(p))),
    "hub": lambda p: _decoded(hub_photo(p)),
    "live": _frame(HallLight.NORMAL, Distance.NEAR, 0),
    "live later": _frame(HallLight.NORMAL, Distance.NEAR, 25),
    "live bright": _frame(HallLight.BRIGHT, Distance.NEAR, 10),
    "live step back": _frame(HallLight.NORMAL, Distance.STEP_BACK, 15),
    "live turned": lambda p: _posed(p, Pose(yaw=9, pitch=-2, roll=4), Light(30, 35)),
    "live side light": lambda p: _posed(p, Pose(yaw=-7, roll=-5), Light(-40, 24, 0.66, 0.46)),
}


@dataclass(frozen=True)
class Extreme:
    """A distance and whose pictures it lies between."""

    distance: float
    first: str
    second: str


@dataclass(frozen=True)
class Measured:
    """The outcome over all pairs of pictures."""

    people: int
    views: int
    not_found: tuple[str, ...]
    nearest_strangers: Extreme
    farthest_strangers: Extreme
    nearest_same: Extreme
    farthest_same: Extreme
    farthest_card_to_live: Extreme

    @property
    def holds(self) -> bool:
        """Whether everybody is found, strangers lie over 0.55 apart and the same person under 0.35."""
        return (
            not self.not_found
            and self.nearest_strangers.distance > APART
            and self.farthest_same.distance < SAME
        )


def describe_all(people: Sequence[Person], views: Sequence[str]) -> dict[tuple[str, str], Descriptor | None]:
    """The descriptor of every (resident's key, view); None where not exactly one face was found."""
    return {(p.key, v): recogniser().describe(VIEWS[v](p)) for p in people for v in views}


def measure(people: Sequence[Person], views: Sequence[str] = tuple(VIEWS)) -> Measured:
    """Compare every picture with every other. Needs at least two people and two views."""
    found = describe_all(people, views)
    missing = tuple(f"{key}, {view}" for (key, view), d in found.items() if d is None)
    names = [name for name, d in found.items() if d is not None]
    strangers: list[Extreme] = []
    same: list[Extreme] = []
    card: list[Extreme] = []
    for i, a in enumerate(names):
        for b in names[i + 1 :]:
            item = Extreme(_between(found, a, b), ", ".join(a), ", ".join(b))
            (same if a[0] == b[0] else strangers).append(item)
            if a[0] == b[0] and a[1] == "card" and b[1].startswith("live"):
                card.append(item)
    worst = Extreme(float("nan"), "-", "-")

    def by(e: Extreme) -> float:
        return e.distance

    return Measured(
        len(people), len(views), missing, min(strangers, key=by), max(strangers, key=by),
        min(same, key=by), max(same, key=by), max(card, key=by, default=worst),
    )  # fmt: skip


def _between(
    found: Mapping[tuple[str, str], Descriptor | None], a: tuple[str, str], b: tuple[str, str]
) -> float:
    return float(np.linalg.norm(np.subtract(found[a], found[b])))  # type: ignore[arg-type]  # numpy's stub is narrower


def table(people: Sequence[Person]) -> str:
    """The distances of everybody's card photo (columns) from everybody's live picture (rows)."""
    found = describe_all(people, ("card", "live"))
    lines = ["live \\ card " + "".join(f"{p.key[:7]:>8}" for p in people)]
    for p in people:
        row = [_between(found, (p.key, "live"), (q.key, "card")) for q in people]
        lines.append(f"{p.key:<12}" + "".join(f"{d:8.2f}" for d in row))
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure the distances of the drawn residents' faces.")
    parser.add_argument("keys", nargs="*", help="residents (all when none is named)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args(arguments)
    people = [p for p in load() if not options.keys or p.key in options.keys]
    if len(people) < 2:
        parser.error("at least two residents are needed to measure distances")
    result = measure(people)
    if options.json:
        print(json.dumps(asdict(result) | {"holds": result.holds}, ensure_ascii=False, indent=2))
        return 0 if result.holds else 1
    if not result.not_found:
        print(table(people))
    print(f"{result.people} people, {result.views} views each")
    print(f"not found: {'; '.join(result.not_found) or 'none'}")
    for name in (
        "nearest_strangers",
        "farthest_strangers",
        "nearest_same",
        "farthest_same",
        "farthest_card_to_live",
    ):
        e: Extreme = getattr(result, name)
        print(f"{name.replace('_', ' '):<22} {e.distance:.3f}   {e.first}  |  {e.second}")
    print("holds" if result.holds else f"DOES NOT HOLD (strangers > {APART}, same < {SAME}, all found)")
    return 0 if result.holds else 1


if __name__ == "__main__":
    raise SystemExit(main())
