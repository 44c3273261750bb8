"""Authentication of requests: basic, API key and OAuth 2.0."""
