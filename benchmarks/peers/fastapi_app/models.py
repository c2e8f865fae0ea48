"""The tables of the page, as SQLAlchemy's documentation would have them written."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Candidate(Base):
    __tablename__ = "candidate"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password: Mapped[str] = mapped_column(String(200))
    is_active: Mapped[bool]


class Centre(Base):
    __tablename__ = "centre"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(5), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    country: Mapped[str] = mapped_column(String(2))
    timezone: Mapped[str] = mapped_column(String(60))
    contact_name: Mapped[str] = mapped_column(String(200))
    contact_email: Mapped[str] = mapped_column(String(254))


class Sitting(Base):
    __tablename__ = "sitting"
    id: Mapped[int] = mapped_column(primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"), index=True)
    exam_code: Mapped[str] = mapped_column(String(10))
    exam_date: Mapped[date]
    results_by: Mapped[date]
    centre: Mapped[Centre] = relationship()


class Entry(Base):
    __tablename__ = "entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidate.id"), index=True)
    id_number: Mapped[str] = mapped_column(String(9), unique=True)
    candidate_number: Mapped[str] = mapped_column(String(4))
    given_names: Mapped[str] = mapped_column(String(200))
    family_name: Mapped[str] = mapped_column(String(200))
    sitting: Mapped[Sitting] = relationship()


class ReleaseBatch(Base):
    __tablename__ = "release_batch"
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    state: Mapped[str] = mapped_column(String(10))
    released_at: Mapped[datetime | None]


class Result(Base):
    __tablename__ = "result"
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    status: Mapped[str] = mapped_column(String(8))
    overall_score: Mapped[int | None]
    grade: Mapped[str] = mapped_column(String(5))
    cefr_level: Mapped[str] = mapped_column(String(2))
    scores: Mapped[dict[str, Any]] = mapped_column(JSON)
    certificate: Mapped[str] = mapped_column(String(20))


class BatchRow(Base):
    __tablename__ = "batch_row"
    __table_args__ = (UniqueConstraint("batch_id", "entry_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("release_batch.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    result_id: Mapped[int] = mapped_column(ForeignKey("result.id"), index=True)
    held_as: Mapped[str] = mapped_column(String(8))
    batch: Mapped[ReleaseBatch] = relationship()
    result: Mapped[Result] = relationship()
