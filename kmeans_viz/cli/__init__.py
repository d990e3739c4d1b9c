"""The command line.

Read `commands` first, with one function for each command. `options` turns what the user typed into a recipe, and
`terminal` shows progress, files and problems.
"""

from kmeans_viz.cli import counting as counting
from kmeans_viz.cli.commands import cli, main

__all__ = ["cli", "main"]
