"""What shows itself in a notebook: a player of a run, the explorer, and a matplotlib animation.

Read `player` first, a widget around the pictures of one run; `explorer` is the page on which a user changes the run.
"""
