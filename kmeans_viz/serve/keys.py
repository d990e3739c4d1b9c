"""Keys and codes of classes: who has the key of a class teaches it, and its code leads students to it.

The code follows from the key, so that a teacher's page can bring its class to a server that has just started and never
heard of it: the students' pages, which know only the code, are then in the same class again. It takes scrypt so long to
try keys that nobody finds one for a given code during a lesson, or a school year.
"""

from __future__ import annotations

import hashlib
import re
import secrets

CODE = "[a-hjkmnp-z]{6}"
"""A pattern of codes: no letter that looks like a digit or another letter."""
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


def new_key() -> str:
    """Return a key that nobody guesses."""
    return secrets.token_urlsafe(16)


def is_key(value: object) -> bool:
    """Return whether a value can be a key."""
    return isinstance(value, str) and _KEY.fullmatch(value) is not None


def code_of(key: str) -> str:
    """Return the code of the class with a key: six letters. It takes a twentieth of a second, and 16 MB.

    Examples
    --------
    >>> code_of("not-a-secret-anymore")
    'gsseyk'
    """
    digest = hashlib.scrypt(key.encode(), salt=b"kmeans_viz class", n=2**14, r=8, p=1, dklen=16)
    number, letters = int.from_bytes(digest, "big"), ""
    for _ in range(6):
        number, place = divmod(number, len(_LETTERS))
        letters += _LETTERS[place]
    return letters
