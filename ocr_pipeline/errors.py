"""The exceptions, drawn as a tree; each knows its exit code, a stable code for records, and often a remedy.

    PipelineError
    |- InputError       the document
    |  |- UnreadableDocument | EncryptedDocument | TooManyPages | PageTooLarge | EmptyDocument | DocumentTimeout
    |  |- MemoryExceeded | MemberRefused | ArchiveTooLarge
    |- ProgramFault     the program itself; only recorded
    |- SchemaError      the schema file: names file, table, key
    |- OptionsError     an unknown key, a value out of range
    |- EngineError
    |  |- EngineMissing | EngineFailed | ModelFileInvalid
    |- StoreError       the results folder
       |- FolderNotWritable | RecordNotFound | RecordDamaged | StaleDecision | CellTaken | AnswerRefused

A report that does not add up is never an exception but a finding.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the command tells the shell."""

    OK = 0
    USAGE = 1
    NOTHING_READ = 2
    ENGINE_MISSING = 3
    SOME_FAILED = 4
    NOT_WRITABLE = 5
    NEEDS_REVIEW = 10
    INTERRUPTED = 130


class PipelineError(Exception):
    """Base of all: ``message`` says what is wrong, where and what to do; ``page_index`` where a page is to blame."""

    code = "error"
    exit_code = ExitCode.NOTHING_READ

    def __init__(self, message: str, *, page_index: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.page_index = page_index

    def __reduce__(self) -> tuple[object, ...]:
        """Exceptions cross process borders; keyword arguments must survive."""
        return _rebuild, (type(self), self.message, self.page_index)


def _rebuild(kind: type[PipelineError], message: str, page_index: int | None) -> PipelineError:
    return kind(message, page_index=page_index)


class InputError(PipelineError):
    """The document cannot be read."""

    code = "input"


class UnreadableDocument(InputError):
    """Not a document, damaged beyond reading, or of an unknown kind."""

    code = "unreadable"


class EncryptedDocument(InputError):
    """A password is needed."""

    code = "encrypted"


class TooManyPages(InputError):
    """More pages than the limit."""

    code = "too_many_pages"


class PageTooLarge(InputError):
    """A page larger than the limit of pixels or bytes."""

    code = "page_too_large"


class EmptyDocument(InputError):
    """No pages."""

    code = "empty"


class DocumentTimeout(InputError):
    """Took longer than the limit."""

    code = "timeout"


class MemoryExceeded(InputError):
    """Took more memory than a worker may have."""

    code = "memory"


class MemberRefused(InputError):
    """A member of an archive that is a link or a device, or has a name that leads out of the archive."""

    code = "unsafe_member"


class ArchiveTooLarge(InputError):
    """An archive unpacks to more members, levels or bytes than the limits allow."""

    code = "archive_too_large"


class ProgramFault(PipelineError):
    """The program itself is wrong; never raised, but what an unexpected exception is recorded as."""

    code = "internal"


class SchemaError(PipelineError):
    """A schema file is wrong; the message names file, table and key."""

    code = "schema"
    exit_code = ExitCode.USAGE


class OptionsError(PipelineError):
    """An option is unknown or out of range."""

    code = "options"
    exit_code = ExitCode.USAGE


class EngineError(PipelineError):
    """An engine cannot do its work."""

    code = "engine"


class EngineMissing(EngineError):
    """A needed program or package is not installed; the message says how to get it."""

    code = "engine_missing"
    exit_code = ExitCode.ENGINE_MISSING


class EngineFailed(EngineError):
    """An engine crashed, hung or answered nonsense."""

    code = "engine_failed"


class ModelFileInvalid(EngineError):
    """A model file is missing or its SHA-256 is not the listed one."""

    code = "model_invalid"
    exit_code = ExitCode.ENGINE_MISSING


class StoreError(PipelineError):
    """The results folder."""

    code = "store"


class FolderNotWritable(StoreError):
    """Results cannot be written."""

    code = "not_writable"
    exit_code = ExitCode.NOT_WRITABLE


class RecordNotFound(StoreError):
    """No such document or record."""

    code = "not_found"
    exit_code = ExitCode.USAGE


class RecordDamaged(StoreError):
    """A stored record does not have the form it must have; the message names the path inside it."""

    code = "damaged"


class StaleDecision(StoreError):
    """A decision was made on an older state of the report."""

    code = "stale"


class CellTaken(StoreError):
    """Somebody else has the cell before them."""

    code = "taken"


class AnswerRefused(StoreError):
    """An answer that says nothing a cell can hold."""

    code = "answer"
    exit_code = ExitCode.USAGE
