"""How many clusters there are: four rules, the runs that they share, where they agree, and a page that shows it.

Read `scores` first: how each rule gets from its numbers to a K. `selection` and `comparison` have what users call,
`shared_runs` and `fits` make the runs, `far` finds points far from all others, `silhouettes` measures clusterings,
`verdict` puts the four answers into words, and `page` draws them, where `layout` says.
"""
