"""The same steps on a Dask array, whose points may fit neither memory nor one machine.

Read `dask_runs` first: it starts a run and does its sums. `blocks` has the questions that every block answers where it
lies, and `dask_cluster` asks them, on the threads of this machine or on a cluster.
"""
