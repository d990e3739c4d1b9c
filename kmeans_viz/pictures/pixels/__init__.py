"""What writers of GIF and animated PNG need to know of a run's pictures.

`palette` chooses the colours that all frames share; `patches` finds the rectangle that changes from frame to frame.
"""
