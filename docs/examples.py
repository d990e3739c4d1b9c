"""Runs the code that a page shows, in order, as a reader would who types it in."""

from __future__ import annotations

import contextlib
import doctest
import io
import re
import shlex
from pathlib import Path

from kmeans_viz.cli.commands import cli

_BLOCK = re.compile(r"^```(python|sh|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run_examples(page: Path, folder: Path) -> None:
    """Run the Python and the ``kmeans-viz`` commands of a page in a folder.

    Raises
    ------
    AssertionError
        If an example does not print what the page shows below it, where "..." stands for anything.
    """
    folder.mkdir(exist_ok=True)
    names: dict[str, object] = {}
    text = page.read_text(encoding="utf-8")
    printed = ""
    with contextlib.chdir(folder):
        for block in _BLOCK.finditer(text):
            line = text.count("\n", 0, block.start(2))
            if block[1] == "text":
                wanted = block[2]
                is_so = doctest.OutputChecker().check_output(wanted, printed, doctest.ELLIPSIS)
                assert is_so, f"{page}, line {line + 1}: the example printed\n{printed}\nand not\n{wanted}"
                continue
            with contextlib.redirect_stdout(io.StringIO()) as told:
                if block[1] == "python":
                    exec(compile("\n" * line + block[2], str(page), "exec"), names)
                else:
                    for words in (shlex.split(words, comments=True) for words in block[2].splitlines()):
                        if words[:1] == ["kmeans-viz"]:
                            cli.main(words[1:], standalone_mode=False)
            printed = told.getvalue()
