"""Tokens in forms that only pages of the desk can know, so that other sites cannot post in a person's name."""

from __future__ import annotations

import hashlib
import hmac

FIELD = "token"
HEADER = "x-desk-token"


def form_token(secret: bytes, visit: str) -> str:
    """The token for the forms of one visit (the value of its cookie)."""
    return hmac.new(secret, b"form:" + visit.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def is_form_token(secret: bytes, visit: str, token: str) -> bool:
    """Whether a posted token belongs to the visit; takes equally long for every wrong one."""
    return bool(visit) and hmac.compare_digest(form_token(secret, visit).encode(), token.encode("utf-8", "replace"))
