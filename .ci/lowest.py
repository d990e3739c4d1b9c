"""Print the lowest versions that pyproject.toml allows, as constraints for pip."""

import re
import tomllib
from pathlib import Path

# What checks the style of the code is always the newest.
WITHOUT = ("lint",)
# What came with them, where later versions of it do not go with them: matplotlib 3.10.0 uses names of pyparsing
# that 3.3 warns about.
OTHERS = ("pyparsing<3.3",)


def lowest(line: str) -> str:
    """Return the constraint for a line of pyproject.toml: "numba==0.60" for "numba>=0.60"."""
    found = re.fullmatch(r"([\w-]+)(?:\[[\w,-]+\])?>=([\w.]+)(?:,.*)?", line)
    if found is None:
        raise SystemExit(f"pyproject.toml: {line!r} names no lowest version; write for example 'numba>=0.60'")
    return f"{found[1]}=={found[2]}"


if __name__ == "__main__":
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [lines for name, lines in project["optional-dependencies"].items() if name not in WITHOUT]
    lines = project["dependencies"] + [line for extra in extras for line in extra]
    print(*map(lowest, lines), *OTHERS, sep="\n")
