"""What pages for a browser are made with: templates that escape all text, resources, and names of inline styles."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from jinja2 import Environment, StrictUndefined


def page_environment() -> Environment:
    """Templates in which every text is escaped and a missing one is an error."""
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def page_resource(package: str, name: str) -> str:
    """The text of a file in the folder ``page`` of a package."""
    return files(package).joinpath("page", name).read_text(encoding="utf-8")


def csp_digest(content: str) -> str:
    """How a content security policy names an inline script or style (CSP level 3)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode("ascii")
