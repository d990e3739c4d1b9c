"""The web server of the explorer.

Read `server` first, which starts it; `guard` refuses requests from other pages, and `page` is what a visitor sees.
"""
