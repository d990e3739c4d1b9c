"""What only Python can do for the page of the explorer: read a file, write one of any format, ask how many clusters.

Read `kinds` first: one function for each kind of errand. `worker` does one of them in a process of its own, which the
server (`serve/`) or a notebook (`notebook/errand.py`) starts, and can end at any moment.
"""
