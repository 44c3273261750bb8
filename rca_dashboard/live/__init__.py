"""From the change feed to the browsers: a view is a room, one push goes to a room. Only here the socket is known."""
