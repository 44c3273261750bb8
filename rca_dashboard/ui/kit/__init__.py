"""Stateless pieces that any page may use."""
