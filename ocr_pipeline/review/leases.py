"""Leases: who has which cell before them, so that nobody else gets it; they run out by themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from ocr_pipeline.review.database import LEASES, SKIPS


@dataclass(frozen=True, slots=True)
class Lease:
    """A cell, who has it, and until when (seconds since 1970)."""

    cell: str
    reviewer: str
    until: float


def active(connection: Connection, now: float) -> dict[str, Lease]:
    """All leases that have not run out, by cell."""
    rows = connection.execute(select(LEASES).where(LEASES.c.until > now))
    return {row.cell: Lease(row.cell, row.reviewer, row.until) for row in rows}


def holder(connection: Connection, cell: str, now: float) -> str | None:
    """Who has a cell."""
    query = select(LEASES.c.reviewer).where(LEASES.c.cell == cell, LEASES.c.until > now)
    found: str | None = connection.execute(query).scalar()
    return found


def take(connection: Connection, cells: Iterable[str], reviewer: str, until: float) -> None:
    """Lease cells that nobody else holds; the caller has made sure, inside the same transaction."""
    listed = list(cells)
    if listed:
        connection.execute(delete(LEASES).where(LEASES.c.cell.in_(listed)))
        connection.execute(insert(LEASES), [{"cell": c, "reviewer": reviewer, "until": until} for c in listed])


def extend(connection: Connection, reviewer: str, until: float) -> None:
    """Let a person's leases that still run, run longer."""
    connection.execute(update(LEASES).where(LEASES.c.reviewer == reviewer).values(until=until))


def give_back(connection: Connection, reviewer: str, cells: Collection[str] | None = None) -> None:
    """End a person's leases, all or those of some cells."""
    query = delete(LEASES).where(LEASES.c.reviewer == reviewer)
    connection.execute(query if cells is None else query.where(LEASES.c.cell.in_(list(cells))))


def tidy(connection: Connection, now: float) -> None:
    """Forget leases that ran out."""
    connection.execute(delete(LEASES).where(LEASES.c.until <= now))


def skip(connection: Connection, reviewer: str, cell: str, now: float) -> None:
    """Remember that a person passed a cell over."""
    connection.execute(delete(SKIPS).where(SKIPS.c.reviewer == reviewer, SKIPS.c.cell == cell))
    try:
        with connection.begin_nested():
            connection.execute(insert(SKIPS).values(cell=cell, reviewer=reviewer, at=now))
    except IntegrityError:
        return


def skipped(connection: Connection, reviewer: str) -> dict[str, float]:
    """The cells that a person passed over, and when."""
    rows = connection.execute(select(SKIPS.c.cell, SKIPS.c.at).where(SKIPS.c.reviewer == reviewer))
    return {row.cell: row.at for row in rows}
