"""Who may: origins, identities and roles."""
