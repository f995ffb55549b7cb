"""The desk's database: SQLite in the results folder, or any server that SQLAlchemy knows by URL; the same tables.

What is confirmed is on disk: SQLite runs with a write-ahead log and ``synchronous=FULL``, so that neither a killed
process nor a power cut takes a committed decision back. Writers take the lock when they begin, so that what they read
stays true until they commit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Connection,
    Engine,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, NoSuchModuleError, SQLAlchemyError

from ocr_pipeline.errors import FolderNotWritable, OptionsError, RecordDamaged
from ocr_pipeline.review.places import default_path

FORMAT = 1
"""Raised when the tables change; a database of another format is refused, not guessed at."""
BUSY_SECONDS = 30.0
AT_ONCE = 40
"""Connections at once: as many as a web server has threads."""
_MAKING_TABLES = 7_150_226_931
"""Name of the lock under which PostgreSQL makes the tables: two desks opened at once would both try."""
WRITING = "desk_writing"
"""Execution option of transactions that read before they write."""

METADATA = MetaData()

TRAIL = Table(
    "trail",
    METADATA,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("id", String(100), nullable=False, unique=True),
    Column("action", String(100), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("reviewer", String(100), nullable=False),
    Column("at", Float, nullable=False),
    Column("document", String(64), nullable=False),
    Column("field", String(200), nullable=False),
    Column("finding", String(40), nullable=False),
    Column("old", JSON(none_as_null=True)),
    Column("new", JSON(none_as_null=True)),
    Column("reason", String(2000), nullable=False),
    Column("report_digest", String(64), nullable=False),
    Column("crop_digest", String(64), nullable=False),
    Column("more", JSON, nullable=False),
    Index("trail_field", "document", "field"),
)
"""Append-only: nothing in the program updates or deletes a row."""

LEASES = Table(
    "leases",
    METADATA,
    Column("cell", String(40), primary_key=True),
    Column("reviewer", String(100), nullable=False, index=True),
    Column("until", Float, nullable=False),
)

SKIPS = Table(
    "skips",
    METADATA,
    Column("cell", String(40), primary_key=True),
    Column("reviewer", String(100), primary_key=True),
    Column("at", Float, nullable=False),
)

COUNTERS = Table(
    "counters",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("value", BigInteger, nullable=False),
)


def default_url(folder: Path) -> str:
    """The SQLite database of a results folder."""
    return f"sqlite:///{default_path(folder)}"


def open_database(url: str) -> Engine:
    """Open a database and make its tables; raises ``OptionsError`` for a URL that leads nowhere.

    Also raises ``FolderNotWritable``, and ``RecordDamaged`` for a database of another format. A password in the URL is
    never part of a message.
    """
    engine = _engine(url)
    try:
        with writing(engine) as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_MAKING_TABLES)))
            METADATA.create_all(connection)
            _check_format(connection, shown_url(url))
    except SQLAlchemyError as error:
        engine.dispose()
        reason = str(getattr(error, "orig", None) or type(error).__name__).splitlines()[0]
        raise FolderNotWritable(f"{shown_url(url)}: the database cannot be used ({reason}); check the URL") from error
    return engine


def shown_url(url: str) -> str:
    """A URL for people: without its password."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "the database"


def _engine(url: str) -> Engine:
    try:
        address = make_url(url)
        if address.get_backend_name() == "sqlite":
            return _sqlite(url, Path(address.database) if address.database else None)
        if address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        return create_engine(address, pool_pre_ping=True, pool_size=10, max_overflow=AT_ONCE)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        known = "sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
        raise OptionsError(f"{shown_url(url)}: no database that is known here; write {known}") from error


def _sqlite(url: str, path: Path | None) -> Engine:
    if path is not None and str(path) != ":memory:":
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FolderNotWritable(
                f"{path.parent}: cannot be made ({error.strerror}); choose another --database"
            ) from error
    given = {"timeout": BUSY_SECONDS, "check_same_thread": False}
    engine = create_engine(url, connect_args=given, pool_size=AT_ONCE, max_overflow=AT_ONCE)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, record: object) -> None:
    """No transactions of the driver's own; a log that survives; a commit is on disk when it returns."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    """Who reads before writing locks when beginning, and so never finds out in the middle that another was faster."""
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _check_format(connection: Connection, shown: str) -> None:
    for name, value in (("format", FORMAT), ("trail", 0)):
        if connection.execute(select(COUNTERS.c.value).where(COUNTERS.c.name == name)).first() is None:
            try:
                with connection.begin_nested():
                    connection.execute(insert(COUNTERS).values(name=name, value=value))
            except IntegrityError:
                continue
    found = connection.execute(select(COUNTERS.c.value).where(COUNTERS.c.name == "format")).scalar_one()
    if found != FORMAT:
        raise RecordDamaged(
            f"{shown}: is a desk of format {found}, this program knows {FORMAT}; use the program that made it"
        )


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that reads and then writes what follows from it; committed at the end."""
    with engine.execution_options(**{WRITING: True}).begin() as connection:
        yield connection


def take_turn(connection: Connection) -> int:
    """Wait until no other desk is writing, keep them waiting until the transaction ends; the trail's last number.

    So what is read afterwards stays true until the commit, entries become visible in the order of their numbers, and
    whoever has read up to a number has read everything below it. SQLite has locked already when the writer began.
    """
    mine = select(COUNTERS.c.value).where(COUNTERS.c.name == "trail").with_for_update()
    return int(connection.execute(mine).scalar_one())


def count_up(connection: Connection, last: int) -> None:
    """Note the trail's last number, for a writer whose turn it is."""
    connection.execute(update(COUNTERS).where(COUNTERS.c.name == "trail").values(value=last))
