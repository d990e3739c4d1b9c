"""What a person takes home: their own rows with a cluster each, the sizes and centroids, and a page about them.

Read `clustering` first: `cluster` takes a file, and returns a `Clustering`. `found` holds what was found; `profile`
says what sets each cluster apart, `certainty` how sure that is, `files` writes the tables, `page` and `charts` make the
page. `counting` does the same for a picture: `cells` returns `Cells`, what was `counted`, whose page is `cells_page`.
"""
