"""The command line.

Read `commands` first: one function a command. `options` turns what the user typed into a recipe, and `terminal` says
what is going on.
"""

from kmeans_viz.cli.commands import cli, main

__all__ = ["cli", "main"]
