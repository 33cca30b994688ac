"""The engine and its sessions. The only place that knows which database it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from kiosk.hub.settings import SettingsError
from kiosk.hub.tables import SCHEMA_VERSION, Base, SchemaRow


def open_engine(url: str) -> Engine:
    """An engine for `sqlite://…` or `postgresql+psycopg://…`; raises SettingsError for an address of no known
    kind."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise SettingsError("The database address is not understood; the hub was not started.") from None
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_size=4, max_overflow=2, pool_pre_ping=True, hide_parameters=True)
    in_memory = parsed.database in (None, "", ":memory:")
    options: dict[str, Any] = {"connect_args": {"timeout": 10, "check_same_thread": False}}
    if in_memory:
        # The database lives and dies with its one connection, which only one at a time may have.
        options |= {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0}
    engine = create_engine(parsed, hide_parameters=True, **options)

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy begins and ends the transactions, not the driver
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys=ON")
        if not in_memory:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # A read that turns into a write fails at once when another writer was first; taking the write lock
        # from the beginning waits instead.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def prepare(engine: Engine) -> None:
    """Create the tables of a new database; refuse one of another version."""
    found = _version_of(engine)
    if found is not None and found != SCHEMA_VERSION:
        raise SettingsError(
            f"The database has schema {found}, this hub needs {SCHEMA_VERSION}; "
            "nothing was changed. Use the hub that belongs to it, or a new database."
        )
    Base.metadata.create_all(engine)
    if found is None:
        with Session(engine) as session, session.begin():
            session.add(SchemaRow(id=1, version=SCHEMA_VERSION))


def _version_of(engine: Engine) -> int | None:
    """The schema's version of a database that a hub made; None for a new one."""
    if not inspect(engine).has_table(SchemaRow.__tablename__):
        return None
    with Session(engine) as session:
        row = session.scalars(select(SchemaRow)).one_or_none()
        return row.version if row is not None else None


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """One session in one transaction: committed at the end, rolled back if anything raises."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session
