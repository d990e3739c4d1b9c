"""Run the benchmarks one after another, and write their output to RESULTS.md, with the versions and the machine."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE / "RESULTS.md"
SCRIPTS = (
    "steps",
    "beyond_the_plane",
    "drawing",
    "export",
    "whole_job",
    "runs",
    "selection",
    "start",
    "server",
    "classroom",
    "board",
    "explore",
    "answer",
    "cluster",
)
PACKAGES = (
    "numpy",
    "numba",
    "matplotlib",
    "pillow",
    "scikit-learn",
    "scipy",
    "faiss-cpu",
    "celluloid",
    "dask",
    "distributed",
    "pandas",
    "pyarrow",
)


def versions() -> str:
    """Return a line with the versions of all contenders."""
    found = [f"Python {platform.python_version()}"]
    for name in PACKAGES:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            found.append(f"{name} not installed")
    return ", ".join(found)


def machine() -> str:
    """Return a line with the cores, the memory, and how busy the machine is."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB of memory, {platform.system()}; "
        f"load before: {os.getloadavg()[0]:.1f}"
    )


def run(script: str) -> str:
    """Run one script, pass on its output as it comes, and return it as a section."""
    path = HERE / f"{script}.py"
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    printed = []
    for line in process.stdout:
        print(line, end="", flush=True)
        printed.append(line)
    if process.wait() != 0:
        printed.append(f"\nIt failed with exit code {process.returncode}.\n")
    docstring = path.read_text(encoding="utf-8").split('"""')[1]
    return (
        f"## {script}.py\n\n{docstring.strip()}\n{''.join(printed).rstrip()}\n\n({time.perf_counter() - start:.0f} s)\n"
    )


def main() -> None:
    """Run the named scripts, or all; the sections of other scripts stay as they are."""
    chosen = [name for name in SCRIPTS if name in sys.argv[1:]] or list(SCRIPTS)
    title = f"# Measured\n\n{date.today()}, {versions()}.\n\n{machine()}.\n"
    note = (
        "Everything here is the median of runs that take turns in one process or one script, so the ratios say more\n"
        "than the milliseconds: the cores are shared. `make bench` writes this page again.\n"
    )
    sections = {name: text for name in SCRIPTS if (text := section(name))}
    for name in chosen:
        sections[name] = run(name)
        whole = "\n".join([title, note, *(sections[name] for name in SCRIPTS if name in sections)])
        PAGE.write_text(whole, encoding="utf-8")


def section(script: str) -> str:
    """Return the section of a script as it is in RESULTS.md now."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    _, found, rest = page.partition(f"## {script}.py\n")
    return found + re.split(r"^## ", rest, maxsplit=1, flags=re.MULTILINE)[0].rstrip("\n") + "\n" if found else ""


if __name__ == "__main__":
    main()
