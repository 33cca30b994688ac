"""The wire to the vision process and the memory shared with it."""

from __future__ import annotations

import asyncio
import contextlib
import mmap
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.vision.channel import MAX_BLOB, BlockingChannel, ChannelError, Message, encode, receive
from kiosk.vision.shared import SIZE, PreviewWriter, SharedFrames, create_memory
from kiosk.vision.words import FaceBox, FaceRole, Mirroring

ROOT = Path(__file__).resolve().parents[2]

values = st.one_of(
    st.text(max_size=20), st.integers(-(2**40), 2**40), st.none(), st.lists(st.text(max_size=5))
)
messages = st.builds(
    Message,
    st.text(min_size=1, max_size=20),
    st.dictionaries(st.text(max_size=10).filter(lambda name: name != "say"), values, max_size=5),
    st.binary(max_size=200),
)


def test_the_core_s_side_imports_no_image_library() -> None:
    program = (
        "import sys, kiosk.vision.client; "
        "sys.exit(sorted({'numpy', 'cv2', 'dlib', 'PIL', 'zxingcpp'} & set(sys.modules)) != [])"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, timeout=60, check=False).returncode == 0


def test_a_sealed_process_leaves_no_core_dump() -> None:
    program = (
        "import resource, sys; from kiosk.vision.seal import seal, sealed; before = sealed(); seal(); "
        "sys.exit((before, sealed(), resource.getrlimit(resource.RLIMIT_CORE)) != (False, True, (0, 0)))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, timeout=60, check=False).returncode == 0


async def _received(data: bytes) -> Message:
    reader = asyncio.StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    return await receive(reader)


@given(messages)
def test_a_message_comes_back_as_it_went_in(message: Message) -> None:
    assert asyncio.run(_received(encode(message))) == message


@given(st.binary(max_size=300))
def test_nonsense_ends_a_channel_and_raises_nothing_else(data: bytes) -> None:
    with contextlib.suppress(ChannelError):
        asyncio.run(_received(data))


def test_a_message_that_announces_gigabytes_is_not_waited_for() -> None:
    with pytest.raises(ChannelError, match="larger than allowed"):
        asyncio.run(_received(struct.pack(">II", 10, MAX_BLOB + 1)))
    with pytest.raises(ValueError, match="too large"):
        encode(Message("check", {}, bytes(MAX_BLOB + 1)))


def test_a_message_never_shows_what_it_carries() -> None:
    assert repr(Message("check", {"name": "secret"}, b"photo")) == "Message(check)"


def test_the_child_s_end_waits_for_the_rest_of_a_message_and_not_for_its_beginning() -> None:
    ours, its = socket.socketpair()
    with ours, its:
        channel = BlockingChannel(its)
        assert channel.receive(0.0) is None
        ours.sendall(encode(Message("check", {"check": 1}, b"photo")))
        ours.close()
        assert channel.receive(0.0) == Message("check", {"check": 1}, b"photo")
        with pytest.raises(ChannelError, match="gone"):
            channel.receive(None)


@pytest.fixture
def memory() -> Iterator[int]:
    descriptor = create_memory()
    yield descriptor
    os.close(descriptor)


def picture(shade: int, size: tuple[int, int] = (360, 640)) -> np.ndarray:
    return np.full((*size, 3), shade, np.uint8)


FACE = FaceBox(10, -5, 100, 120, FaceRole.MAIN)


def test_the_newest_picture_is_handed_out_once(memory: int) -> None:
    frames = SharedFrames()
    frames.attach(memory)
    writer = PreviewWriter(memory)
    assert frames.latest() is None
    for shade in range(1, 8):
        writer.publish(picture(shade), [FACE], Mirroring.MIRRORED)
    frame = frames.latest()
    assert frame is not None
    assert (frame.width, frame.height, frame.sequence) == (640, 360, 7)
    assert bytes(frame.rgb) == bytes([7]) * 640 * 360 * 3
    assert frame.faces == (FACE,)
    assert frame.mirroring is Mirroring.MIRRORED
    assert frames.latest() is None
    frames.wipe()


def test_wiping_blackens_the_shared_memory_and_the_picture_that_was_handed_out(memory: int) -> None:
    frames = SharedFrames()
    frames.attach(memory)
    PreviewWriter(memory).publish(picture(200), [], Mirroring.AS_SEEN)
    frame = frames.latest()
    assert frame is not None and frame.rgb[0] == 200
    frames.wipe()
    assert frames.latest() is None
    assert not any(frame.rgb)
    with mmap.mmap(memory, SIZE) as left:
        assert left[:] == bytes(SIZE)


@given(st.binary(min_size=64, max_size=64), st.binary(min_size=128, max_size=128))
def test_whatever_a_hostile_process_writes_the_reader_stays_inside_the_memory(
    head: bytes, slot: bytes
) -> None:
    descriptor = create_memory()
    frames = SharedFrames()
    try:
        frames.attach(descriptor)
        with mmap.mmap(descriptor, SIZE) as shared:
            shared[:64] = head
            for number in range(3):
                at = 64 + number * ((SIZE - 64) // 3)
                shared[at : at + 128] = slot
        frame = frames.latest()
        assert frame is None or len(frame.rgb) == frame.width * frame.height * 3
    finally:
        frames.wipe()
        os.close(descriptor)


def test_a_picture_larger_than_the_preview_is_the_writer_s_bug(memory: int) -> None:
    with pytest.raises(ValueError, match="at most"):
        PreviewWriter(memory).publish(picture(1, (720, 1280)), [], Mirroring.AS_SEEN)


def test_a_crowd_of_faces_is_cut_to_eight(memory: int) -> None:
    frames = SharedFrames()
    frames.attach(memory)
    PreviewWriter(memory).publish(picture(1), [FACE] * 20, Mirroring.AS_SEEN)
    frame = frames.latest()
    assert frame is not None and len(frame.faces) == 8
    frames.wipe()
