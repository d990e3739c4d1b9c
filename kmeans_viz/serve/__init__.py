"""The web servers: of the explorer, and of a class.

`launch` starts that of the explorer, for `kmeans-viz app`. It has no session: `application` serves a page and describes
how the page asks for what only Python can do. The room `errands/` does it, in a process of its own that `processes`
starts and ends; `turns` says whose turn it is, and `limits` how much each may take. `guard` refuses requests from other
pages.

A class is in memory alone. `classroom` is its state, without sockets; read `classes` first, which describes what its
pages send and are sent. `student_view` is what students are shown, `rooms` lets pages in, `live` sends, and
`class_launch` starts the server.
"""
