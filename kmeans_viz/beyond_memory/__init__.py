"""The same steps on a Dask array, whose points may fit neither into memory nor on one machine.

Read `dask_runs` first: it starts a run and does its sums. `dask_points` checks the array and makes the start. `blocks`
has the questions that each block of the array answers on the machine where it lies, and `dask_cluster` asks them, in
threads of this machine or on a cluster.
"""
