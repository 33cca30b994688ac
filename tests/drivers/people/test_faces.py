"""Drawn faces: deterministic, found by dlib, apart from each other and true to themselves."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from drivers.id_card_reader import stand_in_photo
from drivers.simulators.people import (
    Distance,
    HallLight,
    Person,
    card_photo,
    hub_photo,
    load,
    render_portrait,
    scene,
    stand_in_photo_block,
)
from drivers.simulators.people.face import (
    Beard,
    Clothing,
    FaceShape,
    Glasses,
    Hair,
    numbers,
    shape_from_mapping,
    shape_to_mapping,
)
from drivers.simulators.people.measure import APART, SAME, measure
from drivers.simulators.people.portrait import draw
from drivers.simulators.people.recogniser import recogniser

# Those with the least room in the whole roster (see `measure`); the tool compares everybody.
SUBSET = ("wang", "liu", "xu", "liang", "shanben")
LIVE = (640, 480)


@pytest.fixture(scope="module")
def people() -> dict[str, Person]:
    return {p.key: p for p in load()}


def test_strangers_lie_apart_and_the_same_person_together(people: dict[str, Person]) -> None:
    result = measure([people[k] for k in SUBSET], ("card", "live", "live bright", "live turned"))
    assert result.not_found == ()
    assert result.nearest_strangers.distance > APART, result.nearest_strangers
    assert result.farthest_same.distance < SAME, result.farthest_same


def test_the_detector_finds_one_face_on_every_frame_of_a_loop(people: dict[str, Person]) -> None:
    loop = scene([people["wang"]], size=LIVE, seconds=2, fps=8)
    assert [recogniser().count(frame) for frame in loop] == [1] * 16


def test_nobody_is_found_in_an_empty_hall() -> None:
    assert recogniser().count(scene([], size=LIVE).rgb(0)) == 0


def test_two_people_are_two_faces(people: dict[str, Person]) -> None:
    assert recogniser().count(scene([people["wang"], people["li"]], size=(1280, 720)).rgb(0)) == 2


def test_a_dark_scene_is_too_dark_and_a_far_face_too_small(people: dict[str, Person]) -> None:
    normal = scene([people["li"]], size=LIVE).rgb(0)
    dark = scene([people["li"]], HallLight.DARK, LIVE).rgb(0)
    face = (slice(160, 280), slice(270, 370))
    assert dark[face].mean() < 45 < 90 < normal[face].mean()
    assert recogniser().count(scene([people["li"]], size=LIVE, distance=Distance.FAR).rgb(0)) == 0


def test_frames_are_the_same_for_the_same_parameters(people: dict[str, Person]) -> None:
    first = scene([people["zhu"]], size=LIVE)
    picture, packed = first.rgb(3), first.jpeg(3)
    draw.cache_clear()
    again = scene([people["zhu"]], size=LIVE)
    assert np.array_equal(again.rgb(3), picture)
    assert again.jpeg(3) == packed
    assert not np.array_equal(again.rgb(4), picture)
    assert again.jpeg(3 + len(again)) == packed


def test_a_person_blinks_once_in_a_loop(people: dict[str, Person]) -> None:
    loop = scene([people["zhao"]], size=LIVE, seconds=2, fps=10)
    # Where eyes are open there is the dark of the irises between the brows and the cheeks.
    dark = [int((frame[212:236, 250:390].max(axis=2) < 62).sum()) for frame in loop]
    shut = [index for index, count in enumerate(dark) if count < 0.6 * float(np.median(dark))]
    assert shut == [14], dark


def test_photos_fit_where_they_are_stored(people: dict[str, Person]) -> None:
    for person in people.values():
        card = card_photo(person)
        assert len(card) <= 1000
        assert Image.open(io.BytesIO(card)).size == (102, 126)
        assert stand_in_photo.decode(stand_in_photo_block(person)) == card
        assert 3000 <= len(hub_photo(person)) <= 8000


@pytest.mark.parametrize("size", [(102, 126), (306, 378), (450, 560)])
def test_a_portrait_has_the_size_that_was_asked_for(people: dict[str, Person], size: tuple[int, int]) -> None:
    portrait = render_portrait(people["wang"], size)
    assert portrait.shape == (size[1], size[0], 3)
    assert portrait.dtype == np.uint8


@pytest.mark.parametrize("size", [(1280, 720), (640, 480), (320, 240), (720, 1280)])
def test_a_frame_has_the_size_that_was_asked_for(people: dict[str, Person], size: tuple[int, int]) -> None:
    assert scene([people["wang"]], size=size).rgb(0).shape == (size[1], size[0], 3)


@pytest.mark.parametrize(
    "bad", [{"seconds": 0.0}, {"size": (0, 10)}, {"light": "dusk"}, {"distance": "moon"}]
)
def test_an_impossible_scene_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        scene([], **bad)  # type: ignore[arg-type]


shapes = st.builds(
    FaceShape,
    hair=st.sampled_from(Hair),
    seed=st.integers(0, 10**6),
    glasses=st.sampled_from(Glasses),
    beard=st.sampled_from(Beard),
    clothing=st.sampled_from(Clothing),
    **{n: st.floats(0, 1).map(lambda v: round(v, 3)) for n in numbers()},
)


@given(shapes)
def test_a_face_survives_the_way_through_its_file(shape: FaceShape) -> None:
    assert shape_from_mapping(shape_to_mapping(shape)) == shape


@settings(max_examples=8, deadline=None)
@given(shapes)
def test_any_face_within_its_limits_can_be_drawn(shape: FaceShape) -> None:
    sprite = draw(shape, ppu=40)
    draw.cache_clear()
    assert sprite.rgb.shape[:2] == sprite.cover.shape
    assert np.isfinite(sprite.height).all()
    assert sprite.cover.max() == 255


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"hair": "bob"}, "missing: seed"),
        ({"hair": "bob", "seed": 1, "tail": 0.5}, "unknown.*tail"),
        ({"hair": "bob", "seed": 1, "jaw_width": "wide"}, "jaw_width must be a number"),
        ({"hair": "bob", "seed": 1, "jaw_width": 1.5}, "jaw_width is 1.5"),
        ({"hair": "bob", "seed": 1, "grey": -0.5}, "grey is -0.5"),
        ({"hair": "bob", "seed": 1.5}, "whole number"),
        ({"hair": "mohawk", "seed": 1}, "mohawk"),
    ],
)
def test_a_wrong_face_is_refused_by_its_parameter(data: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        shape_from_mapping(data)
