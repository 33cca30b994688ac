"""Screens are drawn offscreen by the software renderer, with the project's own fonts."""

import gc
from collections.abc import Callable, Iterator

import pytest

from screens.window import prepare_environment

# Before any application object exists: the fonts are read from the environment.
prepare_environment("offscreen")

from support.stage import Stage  # noqa: E402


@pytest.fixture
def opened() -> Iterator[Callable[..., Stage]]:
    """Opens stages as ``Stage.open`` does, and closes them after the test."""
    stages: list[Stage] = []

    def open_one(*args: object, **kwargs: object) -> Stage:
        stages.append(Stage.open(*args, **kwargs))  # type: ignore[arg-type]
        return stages[-1]

    yield open_one
    for stage in stages:
        stage.close()
    gc.collect()
