"""The web server of the explorer: `server` starts it, and `page` is what it shows to a visitor."""
