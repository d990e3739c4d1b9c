"""The command line.

Read `commands` first, with one function for each command; those that belong together stand in `pages`, `answers`,
`counting` and `teaching`. `options` turns what the user typed into a recipe, and `terminal` shows progress, files and
problems.
"""

from kmeans_viz.cli.commands import cli, main

__all__ = ["cli", "main"]
