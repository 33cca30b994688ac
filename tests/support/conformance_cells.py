"""The cells of the conformance table for the subjects of one file."""

from __future__ import annotations

import logging

import pytest
from _pytest.mark import ParameterSet
from conformance import FaultCase, Subject, check

from drivers.clock import run_simulated

SEEDS = range(3)


def cells(*subjects: Subject) -> list[ParameterSet]:
    return [
        pytest.param(
            subject, case, operation, id=f"{subject.name}-{case.title}-{operation}".replace(" ", "_")
        )
        for subject in subjects
        for case in subject.cases
        for operation in subject.operations
    ]


def run_cell(subject: Subject, case: FaultCase, operation: str, seeds: range = SEEDS) -> None:
    logging.getLogger("drivers.supervisor").setLevel(logging.CRITICAL)  # losses are meant here
    try:
        for seed in seeds:
            run_simulated(check(subject, case, operation, seed))
    finally:
        logging.getLogger("drivers.supervisor").setLevel(logging.NOTSET)
