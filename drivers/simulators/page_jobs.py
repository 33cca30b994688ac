"""The jobs of a simulated page printer, kept on disk so that they outlive its process."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import IntEnum
from pathlib import Path


class State(IntEnum):
    """RFC 8011 §5.3.7."""

    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9

    @property
    def final(self) -> bool:
        return self >= State.CANCELED


@dataclass(slots=True)
class Job:
    """``pages`` is known when the document is there; ``impressions`` are the sheets that came out."""

    id: int
    name: str
    user: str
    created: float  # seconds of the simulator's clock
    state: State = State.PENDING
    reason: str = "job-incoming"
    pages: int = 0
    impressions: int = 0
    has_document: bool = False


class JobBook:
    """All jobs, oldest first. With a ``folder`` each change is on disk: ``jobs.json``, ``job-0001.pdf``."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._jobs: dict[int, Job] = {}
        self._documents: dict[int, bytes] = {}
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            self._load(folder / "jobs.json")

    def _load(self, file: Path) -> None:
        if file.exists():
            for entry in json.loads(file.read_text(encoding="utf-8")):
                job = Job(**{**entry, "state": State(entry["state"])})
                self._jobs[job.id] = job

    def __iter__(self) -> Iterator[Job]:
        return iter(tuple(self._jobs.values()))

    def get(self, job_id: int | None) -> Job | None:
        return self._jobs.get(job_id) if job_id is not None else None

    def create(self, name: str, user: str, now: float) -> Job:
        job = Job(max(self._jobs, default=0) + 1, name, user, now)
        self._jobs[job.id] = job
        self.save()
        return job

    def put_document(self, job: Job, document: bytes, pages: int) -> None:
        self._documents[job.id] = document
        if self._folder is not None:
            (self._folder / f"job-{job.id:04d}.pdf").write_bytes(document)
        job.has_document, job.pages, job.reason = True, pages, "none"
        self.save()

    def document(self, job: Job) -> bytes:
        if job.id not in self._documents and self._folder is not None:
            return (self._folder / f"job-{job.id:04d}.pdf").read_bytes()
        return self._documents[job.id]

    def files(self) -> list[str]:
        """The PDF of every completed job, oldest first."""
        if self._folder is None:
            return []
        done = (job for job in self if job.state is State.COMPLETED)
        return [str(self._folder / f"job-{job.id:04d}.pdf") for job in done]

    def next(self) -> Job | None:
        """The oldest job that can be printed."""
        return next((job for job in self if job.has_document and not job.state.final), None)

    def save(self) -> None:
        if self._folder is None:
            return
        fresh = self._folder / ".jobs.new"
        fresh.write_text(json.dumps([asdict(job) for job in self]), encoding="utf-8")
        os.replace(fresh, self._folder / "jobs.json")
