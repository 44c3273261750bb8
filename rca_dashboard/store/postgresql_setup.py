"""What may be wrong with how a database, mostly of PostgreSQL, was set up, and what to do about it."""

import sqlite3

import psycopg
from sqlalchemy import Connection


class WrongEncodingError(psycopg.OperationalError):
    """Raised for a database that cannot hold every text."""


def is_read_only(error: BaseException | None) -> bool:
    """Return whether a server refused a write because it is a standby, or set to read only.

    A standby refuses even to begin (0A000, which no statement of ours has for another reason).
    """
    return isinstance(error, psycopg.errors.ReadOnlySqlTransaction | psycopg.errors.FeatureNotSupported)


def remedy_of(error: BaseException | None) -> str | None:  # noqa: PLR0911 - one for each meaning
    """Return what is wrong with a database, and what to do, if it is a matter of how it was made; else None."""
    match error:
        case WrongEncodingError():
            return (
                f"has the encoding {error}, which cannot hold every ticket; create one in UTF-8: "
                "CREATE DATABASE name ENCODING 'UTF8' TEMPLATE template0, and set DATABASE_URL to it."
            )
        case psycopg.errors.InvalidSqlStatementName() | psycopg.errors.DuplicatePreparedStatement():
            return (
                "is reached through a pool in transaction mode, which keeps no prepared statements; "
                "add prepare_threshold=0 to the parameters of DATABASE_URL."
            )
        case psycopg.errors.DuplicateTable() | psycopg.errors.DuplicateObject():
            return _taken(error)
        case sqlite3.OperationalError() if "already exists" in str(error):
            return _taken(error)
        case psycopg.errors.ReadOnlySqlTransaction() | psycopg.errors.FeatureNotSupported():
            return (
                f"takes no writes ({str(error).splitlines()[0]}): it is a standby, or set to read only; let "
                "DATABASE_URL lead to the primary (if it names several hosts: with target_session_attrs=read-write)."
            )
        case psycopg.errors.InvalidSchemaName():
            return (
                "has no schema to create tables in: none that search_path names exists; "
                "create it (CREATE SCHEMA name), or correct search_path."
            )
        case psycopg.errors.InsufficientPrivilege():
            reason = str(error).splitlines()[0]
            return (
                f"does not allow what the dashboard needs ({reason}); as the owner of the database run "
                "GRANT CREATE, USAGE ON SCHEMA public TO the user of DATABASE_URL, with the schema's name in place of "
                "public if it is another one."
            )
        case _:
            return None


def _taken(error: BaseException) -> str:
    return (
        f"holds tables of another program ({str(error).splitlines()[0]}); set DATABASE_URL to a database of its own, "
        "or on PostgreSQL to a schema of its own by options=-csearch_path%3Dname."
    )


def missing_right(connection: Connection) -> str | None:
    """Return what hinders the creation of tables, and what to do; None if nothing does."""
    schema, user, schemas = connection.exec_driver_sql(
        "SELECT current_schema(), current_user, current_setting('search_path')"
    ).one()
    if schema is None:
        return (
            f"has no schema for its tables: the search_path is {schemas}, of which none exists or may be used; "
            f'as its owner run CREATE SCHEMA name AUTHORIZATION "{user}", or correct search_path.'
        )
    may_create = connection.exec_driver_sql("SELECT has_schema_privilege(current_schema(), 'CREATE')").scalar()
    if may_create:
        return None
    return (
        f"does not let {user} create tables in the schema {schema}; "
        f'as its owner run GRANT CREATE, USAGE ON SCHEMA "{schema}" TO "{user}" and start again.'
    )
