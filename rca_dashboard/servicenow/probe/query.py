"""Check that ``SERVICENOW_QUERY`` means what it says: ServiceNow silently drops conditions it does not understand.

A condition that a field is both empty and not empty matches no row if the table has the field, and every row if the
instance drops unknown fields. If the property ``glide.invalid_query.returns_no_rows`` is set, a condition that a field
is either of the two matches no row if the table lacks the field.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rca_dashboard.domain.check import Check, failed, passed, warned
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.servicenow.encoded_query import alternatives, condition, narrow
from rca_dashboard.servicenow.errors import TableForbiddenError

# Source: ServiceNow's documentation of encoded query operators; of two with the same beginning the longer comes first.
_OPERATORS = (
    *(
        "!=",
        ">=",
        "<=",
        "=",
        ">",
        "<",
        "NOT IN",
        "NOT LIKE",
        "NOT BETWEEN",
        "NOTLIKE",
        "ISNOTEMPTY",
        "ISEMPTY",
        "STARTSWITH",
    ),
    *("ENDSWITH", "BETWEEN", "LIKE", "ANYTHING", "EMPTYSTRING", "INSTANCEOF", "IN", "NSAMEAS", "SAMEAS", "NOTON", "ON"),
    *("GT_OR_EQUALS_FIELD", "LT_OR_EQUALS_FIELD", "GT_FIELD", "LT_FIELD", "DATEPART", "DYNAMIC", "CONTAINS"),
    *("RELATIVE", "MORETHAN", "LESSTHAN", "VALCHANGES", "CHANGES", "NOTCONTAINS", "DOES NOT CONTAIN", "MATCH"),
)
_CONDITION = re.compile(rf"(?:OR)?([a-z_][a-z0-9_.]*)(?:{'|'.join(map(re.escape, _OPERATORS))}).*", re.DOTALL)
# Full-text search in a record, and queries over related tables: no comparison of a field, and not checked.
_BESIDES = ("123TEXTQUERY321", "RLQUERY", "ENDRLQUERY", "SUBQUERY", "ENDSUBQUERY", "JOIN", "GOTO")
# Two requests each: of a longer query only the first ones are checked.
_MOST_FIELDS = 30
_MOST_CONDITIONS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryTerms:
    """The terms of an encoded query.

    Attributes:
        fields: Each once.
        conditions: Each with the ``^OR`` terms that extend it.
        unreadable: Terms that are not conditions.
    """

    fields: Sequence[str]
    conditions: Sequence[str]
    unreadable: Sequence[str]


def terms_of(query: str) -> QueryTerms:
    """Return the terms of an encoded query."""
    groups: list[str] = []
    fields: dict[str, None] = {}
    unreadable: list[str] = []
    for term in (term for part in alternatives(query) for term in part):
        matched = _CONDITION.fullmatch(term)
        if matched:
            fields[matched[1]] = None
        elif not term.removeprefix("OR").startswith(_BESIDES):
            unreadable.append(term)
        if term.startswith("OR") and groups:
            groups[-1] += f"^{term}"
        elif matched:
            groups.append(term)
    return QueryTerms(fields=tuple(fields), conditions=tuple(dict.fromkeys(groups)), unreadable=tuple(unreadable))


class QueryProbe:
    """Checks a query on one table.

    Attributes:
        name: The name of its check.

    Args:
        client: The instance.
        table: The table.
        query: ``SERVICENOW_QUERY``.
    """

    def __init__(self, client: TableClient, table: str, query: str) -> None:
        self._client = client
        self._table = table
        self._query = query
        self.name = f"SERVICENOW_QUERY on {table}"

    async def look(self, until: datetime) -> Check:
        """Return what the query effectively selects.

        Args:
            until: The server's time, for a query like those of a sweep.

        Raises:
            ServiceNowError: If ServiceNow does not answer, or refuses the query.
        """
        terms = terms_of(self._query)
        every = await self._count("")
        if not every:
            seen = "not checked: no row of the table is visible"
            return warned(self.name, seen, "run the check again when there is one")
        # The instance may understand what this parser does not: then it matches some rows and not others.
        if unread := [term for term in terms.unreadable if await self._count(term) in (0, every)]:
            seen = f"{_quoted(unread)} is not a condition, and ServiceNow silently ignores it"
            remedy = "copy the query from a list in ServiceNow (right-click its filter, Copy query)"
            return failed(self.name, seen, remedy)
        return await self._fields(terms.fields[:_MOST_FIELDS]) or await self._values(terms.conditions, every, until)

    async def _fields(self, fields: Sequence[str]) -> Check | None:
        if refused := [field for field in fields if not await self._may_ask_by(field)]:
            seen = f"the account may not filter by {_quoted(refused)}, and ServiceNow refuses the query"
            return failed(self.name, seen, "grant read access to that field, or remove it from SERVICENOW_QUERY")
        if unknown := [field for field in fields if not await self._knows(field)]:
            seen = f"ServiceNow ignores its condition on {_quoted(unknown)}: {self._table} has no such field"
            remedy = "correct the field's name in SERVICENOW_QUERY, or grant read access to it: the wrong rows are read"
            return failed(self.name, seen, remedy)
        return None

    async def _values(self, conditions: Sequence[str], every: int, until: datetime) -> Check:
        found = await self._count(narrow(self._query, (condition("sys_updated_on", "<=", until),)))
        vain = [each for each in conditions[:_MOST_CONDITIONS] if not await self._count(each)]
        matching = f"{found} of {every} rows match"
        if not vain and found:
            return passed(self.name, matching)
        remedy = "use values in SERVICENOW_QUERY, not labels (state=2, not state=In Progress), and check the spelling"
        seen = f"{matching}, and none of them {_quoted(vain)}" if vain else matching
        return warned(self.name, seen, remedy) if found else failed(self.name, seen, remedy)

    async def _may_ask_by(self, field: str) -> bool:
        try:
            await self._count(f"{field}ISNOTEMPTY")
        except TableForbiddenError:
            return False
        return True

    async def _knows(self, field: str) -> bool:
        is_dropped = await self._count(f"{field}ISEMPTY^{field}ISNOTEMPTY")
        return not is_dropped and bool(await self._count(f"{field}ISEMPTY^OR{field}ISNOTEMPTY"))

    async def _count(self, query: str) -> int:
        page = await self._client.get_page(self._table, query, limit=1, fields="sys_id")
        return len(page.records) if page.total is None else page.total


def _quoted(texts: Iterable[str]) -> str:
    return ", ".join(repr(text) for text in texts)
