"""The teams on the accounts page."""

import reflex as rx

from rca_dashboard.ui.accounts.teams_state import TeamRow, TeamsState
from rca_dashboard.ui.kit.action_button import ActionButton
from rca_dashboard.ui.kit.forms import answer_line, headings, kept_form, text_field

_HEADINGS = ("Team", "Sees", "Members", "Actions")
_LISTS = (
    ("Assignment groups", "assignment_groups"),
    ("Companies", "companies"),
    ("Tables", "tables"),
    ("Usernames", "usernames"),
    ("Groups of the identity provider", "groups"),
    ("Roles (viewer, agent)", "roles"),
)


def teams_section() -> rx.Component:
    """List the teams, and let an admin create and delete some."""
    return rx.el.section(
        rx.el.h3("Teams", id="teams-heading"),
        rx.el.p(
            "Members see the tickets of their teams alone. Admins, and people in no team, see every ticket. "
            "Separate values with commas.",
            class_name="quiet",
        ),
        answer_line(TeamsState.teams_answer, is_error=TeamsState.is_refused, testid="teams-answer"),
        rx.el.div(
            rx.el.table(
                rx.el.caption("Teams", class_name="visually-hidden"),
                rx.el.thead(rx.el.tr(*headings(*_HEADINGS))),
                rx.el.tbody(rx.foreach(TeamsState.teams, _row)),
                class_name="plain",
            ),
            class_name="sheet",
        ),
        rx.el.div(_form(), class_name="panels"),
        custom_attrs={"aria-labelledby": "teams-heading"},
    )


def _row(team: TeamRow) -> rx.Component:
    return rx.el.tr(
        rx.el.td(rx.el.strong(team.name)),
        rx.el.td(team.sees),
        rx.el.td(team.members),
        rx.el.td(
            ActionButton.create(
                label="Delete",
                aria_label=f"Delete {team.name}",
                question=f"Delete the team {team.name}?",
                explanation="Its members see the tickets of their other teams, and those in no other team see every "
                "ticket.",
                confirm="Delete the team",
                on_do=lambda _: TeamsState.delete_team(team.id),
            )
        ),
        key=team.id,
        custom_attrs={"data-testid": "team-row"},
    )


def _form() -> rx.Component:
    answer = TeamsState.created
    return kept_form(
        rx.el.h3("New team"),
        text_field("Name", "name", testid="team-name", answer=answer),
        *(
            text_field(label, name, testid=f"team-{name.replace('_', '-')}", answer=answer, is_required=False)
            for label, name in _LISTS
        ),
        rx.el.button(
            "Create team", type="submit", class_name="button button-main", custom_attrs={"data-testid": "team-create"}
        ),
        on_submit=TeamsState.create_team,
        answer=answer,
        testid="team-form",
    )
