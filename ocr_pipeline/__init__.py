"""Reads scanned statutory reports: tables located, cells read, numbers bound to stable fields and checked."""

__version__ = "0.1.0"
