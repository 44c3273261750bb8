"""Authentication and authorization: origins, identities and roles."""
