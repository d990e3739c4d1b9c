"""The web server of the explorer.

There are two. `server` starts the one that `kmeans-viz app` runs: Solara's, with a session for each visitor, which
`page` shows. `launch` starts the other, which has no session: `application` serves a page and describes how the page
asks for what only Python can do. `errands` does it, in a process of its own (`worker`) that `processes` starts and
ends; `turns` says whose turn it is, and `limits` how much each may take. `guard` refuses requests from other pages, for
both servers.
"""
