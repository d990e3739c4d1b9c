"""The JavaScript and the styles that go to a page: modules that stand in files beside this one, joined into one."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_IMPORT = re.compile(r'^import \{[^}]*\} from "\.\.?/[\w./]+";\n', re.MULTILINE)


@cache
def script(*files: Path) -> str:
    """Return JavaScript modules as one; they import nothing but each other, in this order."""
    return "\n".join(_IMPORT.sub("", file.read_text(encoding="utf-8")) for file in files)


@cache
def styles(*files: Path) -> str:
    """Return style sheets as one."""
    return "\n".join(file.read_text(encoding="utf-8") for file in files)
