"""What decides who may: people of a provider, API tokens and teams."""
