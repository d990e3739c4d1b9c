"""What a notebook displays: the player of a run, the explorer, and a matplotlib animation.

Read `player` first, a widget around the pictures of one run; in `explorer` a user changes the run, and `animation`
makes a ``FuncAnimation``.
"""
