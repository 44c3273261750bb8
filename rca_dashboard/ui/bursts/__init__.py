"""The band above the list: what comes more often than usual at the moment."""
