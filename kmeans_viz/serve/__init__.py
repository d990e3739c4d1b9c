"""The web server of the explorer.

`launch` starts it, for `kmeans-viz app`. It has no session: `application` serves a page and describes how the page asks
for what only Python can do. The room `errands/` does it, in a process of its own that `processes` starts and ends;
`turns` says whose turn it is, and `limits` how much each may take. `guard` refuses requests from other pages.
"""
