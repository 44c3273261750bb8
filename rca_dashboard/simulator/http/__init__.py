"""The Table API over HTTP: routes, authentication, access rules, paging and rendering."""
