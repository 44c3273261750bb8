"""A service desk at work: incidents, problems, changes and requests are created and worked on."""
