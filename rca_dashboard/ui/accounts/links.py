"""Invitations on the accounts page, and the link that was created last."""

import reflex as rx

from rca_dashboard.ui.accounts.links_state import PasswordLinksState
from rca_dashboard.ui.accounts.state import ROLES
from rca_dashboard.ui.accounts.wall_links import CopyAddress
from rca_dashboard.ui.kit.forms import answer_line, kept_form, text_field


def created_link() -> rx.Component:
    """Show the link that was created last, to be copied, and how long it works."""
    return rx.fragment(
        answer_line(PasswordLinksState.said, is_error=PasswordLinksState.is_wrong, testid="password-link-answer"),
        rx.cond(
            PasswordLinksState.path != "",
            CopyAddress.create(path=PasswordLinksState.path, label="Link to set a password", testid="password-link"),
        ),
    )


def invitation() -> rx.Component:
    """Return the form that invites somebody by a link."""
    answer = PasswordLinksState.invited
    return kept_form(
        rx.el.h2("Invite by link"),
        rx.el.p("The person chooses the password. An invitation works for 7 days, a reset for 24 hours."),
        rx.cond(
            PasswordLinksState.for_admins_only,
            rx.el.p(
                "Single sign-on logs people in here, and they appear at their first login. Only admins can have a "
                "password, for an emergency.",
                class_name="quiet",
                custom_attrs={"data-testid": "invite-for-admins"},
            ),
        ),
        text_field("Username", "username", testid="invite-username", answer=answer),
        rx.cond(
            PasswordLinksState.sends_mail,
            text_field("E-mail (optional)", "email", testid="invite-email", answer=answer, is_required=False),
        ),
        rx.el.label(
            rx.el.span("Role"),
            rx.el.select(
                *(rx.el.option(role, value=role) for role in ROLES),
                name="role",
                class_name="select",
                custom_attrs={"data-testid": "invite-role"},
            ),
            class_name="field",
        ),
        rx.el.button(
            "Create link", type="submit", class_name="button button-main", custom_attrs={"data-testid": "invite-create"}
        ),
        on_submit=PasswordLinksState.invite,
        answer=answer,
        testid="invite-account",
    )
