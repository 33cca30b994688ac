"""The hub's tables. Types and constraints that SQLite and PostgreSQL share; nothing of either alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import DateTime, TypeDecorator

SCHEMA_VERSION = 3


class Instant(TypeDecorator[datetime]):
    """An instant kept in UTC. SQLite forgets the offset, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs a time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    type_annotation_map: ClassVar = {
        datetime: Instant(),
        dict[str, Any]: JSON(none_as_null=True),
        bytes: LargeBinary(),
    }


class SchemaRow(Base):
    __tablename__ = "schema_version"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]


class ResidentRow(Base):
    """One person of the register. In this project all of them are invented."""

    __tablename__ = "residents"
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    sex: Mapped[str] = mapped_column(String(16))
    birth: Mapped[date]
    number: Mapped[str] = mapped_column(String(30), unique=True)
    phone: Mapped[str | None] = mapped_column(String(20))
    district: Mapped[str] = mapped_column(String(60))
    standing: Mapped[str] = mapped_column(String(30))
    disability_certificate: Mapped[bool]
    photo: Mapped[bytes | None]


class ContributionRow(Base):
    """One month of pension insurance. Money in fen."""

    __tablename__ = "contributions"
    resident: Mapped[str] = mapped_column(ForeignKey("residents.key"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    employer: Mapped[str] = mapped_column(String(120))
    base: Mapped[int] = mapped_column(BigInteger)
    employer_share: Mapped[int] = mapped_column(BigInteger)
    personal_share: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(30))


class RecordRow(Base):
    """Something that a department keeps of a resident, in its own words."""

    __tablename__ = "records"
    # SQLite gives the highest number anew when its row is gone; what a case changed is known by number.
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    resident: Mapped[str] = mapped_column(ForeignKey("residents.key"), index=True)
    kind: Mapped[str] = mapped_column(String(60), index=True)
    data: Mapped[dict[str, Any]]


class AdmissionRow(Base):
    """A person's session at a terminal. `resident` is None for somebody who is not in this register."""

    __tablename__ = "admissions"
    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    terminal: Mapped[str] = mapped_column(String(40))
    resident: Mapped[str | None] = mapped_column(ForeignKey("residents.key"))
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class CodeRow(Base):
    """A 随申码 or 亮证码 that was issued, by the keyed hash of its token."""

    __tablename__ = "codes"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    resident: Mapped[str] = mapped_column(ForeignKey("residents.key"))
    kind: Mapped[str] = mapped_column(String(20))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class PhoneCodeRow(Base):
    __tablename__ = "phone_codes"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    subject: Mapped[str] = mapped_column(ForeignKey("admissions.subject"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries_left: Mapped[int]
    used_at: Mapped[datetime | None]


class StaffRow(Base):
    __tablename__ = "staff"
    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    pin_hash: Mapped[str] = mapped_column(String(200))
    wrong_tries: Mapped[int]
    locked_until: Mapped[datetime | None]


class StaffRightRow(Base):
    """A staff member may vouch at this terminal in this matter; `*` stands for any."""

    __tablename__ = "staff_rights"
    staff: Mapped[str] = mapped_column(ForeignKey("staff.code"), primary_key=True)
    terminal: Mapped[str] = mapped_column(String(40), primary_key=True)
    matter: Mapped[str] = mapped_column(String(10), primary_key=True)


class AssuranceRow(Base):
    """Proof, other than the face, that the live person is the holder. Names both sides for staff
    attestations."""

    __tablename__ = "assurances"
    reference: Mapped[str] = mapped_column(String(64), primary_key=True)
    subject: Mapped[str] = mapped_column(ForeignKey("admissions.subject"))
    method: Mapped[str] = mapped_column(String(20))
    staff: Mapped[str | None] = mapped_column(ForeignKey("staff.code"))
    matter: Mapped[str | None] = mapped_column(String(10))
    given_at: Mapped[datetime]
    until: Mapped[datetime]


class CaseRow(Base):
    """One attempt at a matter, answered or refused.

    `subject` is the admission in which it was opened, None without login. `outcome` is the first answer: a
    status, or the word of the refusal; `status` is what became of it since. `record` is what a proof
    confirms. `given` is what was handed in (form, lists, materials), for cases only, without passwords and
    codes. `reply` is the answer as it stands; at `decide_at` it becomes `decision`.
    """

    __tablename__ = "cases"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    matter: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(10))
    terminal: Mapped[str] = mapped_column(String(40))
    resident: Mapped[str | None] = mapped_column(ForeignKey("residents.key"), index=True)
    agent: Mapped[str | None] = mapped_column(ForeignKey("residents.key"))
    subject: Mapped[str | None] = mapped_column(String(64))
    assurance: Mapped[str] = mapped_column(String(20))
    opened_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(60))
    status: Mapped[str | None] = mapped_column(String(20))
    received_by: Mapped[str] = mapped_column(String(120))
    accepted_by: Mapped[str] = mapped_column(String(120))
    record: Mapped[dict[str, Any] | None]
    given: Mapped[dict[str, Any] | None]
    reply: Mapped[dict[str, Any] | None]
    decision: Mapped[dict[str, Any] | None]
    decide_at: Mapped[datetime | None] = mapped_column(index=True)


class CaseEventRow(Base):
    """What happened to a case, in order: opened, supplemented, withdrawn, decided."""

    __tablename__ = "case_events"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    case: Mapped[str] = mapped_column("case_id", ForeignKey("cases.id"), index=True)
    at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(20))


class PrincipalRow(Base):
    """Somebody for whom the person of a session acts, and by which right; both are named."""

    __tablename__ = "principals"
    reference: Mapped[str] = mapped_column(String(64), primary_key=True)
    subject: Mapped[str] = mapped_column(ForeignKey("admissions.subject"), index=True)
    matter: Mapped[str] = mapped_column(String(10))
    resident: Mapped[str] = mapped_column(ForeignKey("residents.key"))
    agent: Mapped[str] = mapped_column(ForeignKey("residents.key"))
    right: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime]


class UploadRow(Base):
    """A page for a phone. Its address holds a token of which only the keyed hash is kept."""

    __tablename__ = "uploads"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    subject: Mapped[str] = mapped_column(ForeignKey("admissions.subject"), index=True)
    matter: Mapped[str] = mapped_column(String(10))
    material: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(20))
    expires_at: Mapped[datetime]


class MaterialPageRow(Base):
    """A page of a material. Without a case it goes when the admission ends."""

    __tablename__ = "material_pages"
    page: Mapped[str] = mapped_column(String(64), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64), index=True)
    matter: Mapped[str] = mapped_column(String(10))
    material: Mapped[str] = mapped_column(String(80))
    upload: Mapped[str | None] = mapped_column(ForeignKey("uploads.id"), index=True)
    case: Mapped[str | None] = mapped_column("case_id", ForeignKey("cases.id"), index=True)
    stored_at: Mapped[datetime]
    jpeg: Mapped[bytes]


class FieldCodeRow(Base):
    """A code that was sent to a telephone typed into a form. Number and code as keyed hashes."""

    __tablename__ = "field_codes"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    subject: Mapped[str] = mapped_column(ForeignKey("admissions.subject"), index=True)
    matter: Mapped[str] = mapped_column(String(10))
    mobile_hash: Mapped[str] = mapped_column(String(64), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries_left: Mapped[int]
    used_at: Mapped[datetime | None]


class ProofRow(Base):
    __tablename__ = "proofs"
    serial: Mapped[str] = mapped_column(String(40), primary_key=True)
    verification_code: Mapped[str] = mapped_column(String(20), unique=True)
    case: Mapped[str] = mapped_column("case_id", ForeignKey("cases.id"))
    terminal: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(20))
    issued_at: Mapped[datetime]
    printed_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str | None] = mapped_column(String(40))
    replaced_by: Mapped[str | None] = mapped_column(String(40))


class RatingRow(Base):
    """好差评: the primary key is the case, so the database itself holds it to once."""

    __tablename__ = "ratings"
    case: Mapped[str] = mapped_column("case_id", ForeignKey("cases.id"), primary_key=True)
    level: Mapped[int]
    reasons: Mapped[str] = mapped_column(String(200))
    free_text: Mapped[str] = mapped_column(String(500))
    call_back: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime]


class TicketRow(Base):
    __tablename__ = "tickets"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    case: Mapped[str] = mapped_column("case_id", ForeignKey("ratings.case_id"), unique=True)
    opened_at: Mapped[datetime]
    first_answer_by: Mapped[date]


class StaffCallRow(Base):
    """Somebody must come and look at a terminal."""

    __tablename__ = "staff_calls"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    terminal: Mapped[str] = mapped_column(String(40), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    about: Mapped[str] = mapped_column(String(200))
    called_at: Mapped[datetime]


class MatterSwitchRow(Base):
    """A department has switched a matter off."""

    __tablename__ = "matter_switches"
    matter: Mapped[str] = mapped_column(String(10), primary_key=True)
    reason: Mapped[str] = mapped_column(String(80))
    until: Mapped[datetime | None]


class IdempotencyRow(Base):
    """An act that was done, and its answer, so that asking again gives the same one.

    `subject` is set where the answer belongs to a person; such rows go when the admission ends.
    """

    __tablename__ = "idempotency"
    __table_args__ = (UniqueConstraint("terminal", "operation", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    terminal: Mapped[str] = mapped_column(String(40))
    operation: Mapped[str] = mapped_column(String(120))
    key: Mapped[str] = mapped_column(String(80))
    fingerprint: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str | None] = mapped_column(String(64), index=True)
    status: Mapped[int]
    body: Mapped[bytes]
    expires_at: Mapped[datetime] = mapped_column(index=True)
