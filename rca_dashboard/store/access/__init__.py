"""What decides who may: people of a provider, API tokens, teams, links that set a password, and second factors."""
