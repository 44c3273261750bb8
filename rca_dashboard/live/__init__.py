"""From the change feed to browsers: a view is a room, and one push goes to a room. Only this package uses sockets."""
