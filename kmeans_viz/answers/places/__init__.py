"""Where one stays: positions with their times become stays, stays become places, and places become a page.

Read `finding` first: `places` takes files and returns `Places`. `stays` finds when and where one stayed, and `grouping`
which stays are at the same place; `found` holds what is counted of them. `maps` draws them, `comparing` runs k-means
beside them, `page` and `words` make the page, `files` writes tables and GeoJSON.
"""
