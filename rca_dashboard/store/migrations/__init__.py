"""Alembic's directory: ``env.py`` is run by ``store/migrate.py``, and ``versions/`` holds one file a revision."""
