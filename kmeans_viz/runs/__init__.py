"""Making, recording and keeping runs.

Read `iterator` first: its `lloyd` yields the states of a run one by one. Then `making`: `record` keeps them all in a
`trace.Trace`, and `best_of` makes many runs. `recording` and `label_store` keep a long run, or one of many points, in
little memory.
"""
