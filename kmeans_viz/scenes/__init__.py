"""Scenes: the questions of a lesson, each with a board, something to do, and a reveal; what a class is shown.

Read `values.py` first, which says what a scene is and checks it. `files.py` reads and writes a list of them, and
`lesson.py` has those that come with the package. A page reads, checks and writes the same in
`web/classroom/scenes.js`.
"""
