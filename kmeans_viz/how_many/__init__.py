"""How many clusters there are: four rules, the runs that they share, where they agree, and a page that shows it.

Read `scores` first: what each rule makes of its numbers. `selection` has the functions that a caller uses,
`shared_runs` and `fits` make the runs, `silhouettes` measures them, `verdict` puts the four answers in words, and
`page` draws them.
"""
