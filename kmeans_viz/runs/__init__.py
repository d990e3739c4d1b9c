"""Making, recording and keeping runs.

Read `iterator` first: `lloyd` yields the states of a run one by one. `trace` records them, and makes many runs; the
other files are ways to keep a long run, or one of many points, in little memory.
"""
