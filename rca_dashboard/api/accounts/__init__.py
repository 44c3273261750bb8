"""The routes of accounts: for admins, for people with a link that sets a password, and of second factors."""
