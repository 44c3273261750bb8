"""Alembic's directory: ``store/migrate.py`` runs ``env.py``, and ``versions/`` holds one file per revision."""
