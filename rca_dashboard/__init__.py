"""Every ServiceNow ticket, live, and what lies behind it.

The way of data is the layout::

    ServiceNow ──▶ servicenow/ ──▶ sync/ ──▶ store/ ──▶ live/ ──▶ ui/ ──▶ browser
                   ask, page,      when,     keep, and   one push   show
                   parse           how far   say what    a view
                                             changed

Beside the way: ``domain/`` (what travels, and its pure rules), ``access/`` (who may), ``api/`` (REST for
programs), ``simulator/`` (a simulated ServiceNow), ``settings.py`` (what people set) and
``rca_dashboard.py`` (wiring). A room stands only on rooms below it; ``make check`` holds this.

This module imports nothing, so that domain code can be used without Reflex.
"""

__version__ = "0.1.0"
