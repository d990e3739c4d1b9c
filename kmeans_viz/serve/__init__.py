"""The web server of the explorer: `server` starts it, `guard` says who may use it, `page` is what a visitor sees."""
