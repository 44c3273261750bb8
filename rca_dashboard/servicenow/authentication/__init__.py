"""How requests authenticate: basic, API key and OAuth 2.0."""
