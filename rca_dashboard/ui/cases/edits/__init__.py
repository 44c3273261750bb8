"""What a browser saves of a case. Each edit goes through the commands that REST uses too."""
