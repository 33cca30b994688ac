"""Telling of a bug without telling of a person: an exception's text may quote data, its kind cannot."""

from __future__ import annotations


def kind_and_place(error: BaseException) -> str:
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place is not None else "?"
    return f"{type(error).__name__} at {where}"
