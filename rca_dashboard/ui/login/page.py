"""The login: a form that posts by HTTP, because a socket has no cookie to give."""

import reflex as rx
from reflex_components_core.el.element import Element

from rca_dashboard.ui.kit.forms import submit_in_browser, text_field


class BrowserForm(Element):
    """A form that the browser submits itself: ``rx.el.form`` would send it through the socket.

    Were its script missing, it would be posted, and no password would stand in an address.
    """

    tag = "form"

    method: rx.Var[str] = rx.Var.create("post")


class LoginMethods(rx.Component):
    """The button of single sign-on where there is one; the browser asks, as the page itself needs no login."""

    library = "$/public/live/login/login_methods.js"
    tag = "LoginMethods"


class LoginSteps(rx.Component):
    """What a login needs beside a name and a password, once the app has asked for it."""

    library = "$/public/live/login/login_steps.js"
    tag = "LoginSteps"


class PasswordLink(rx.Component):
    """The form of a link that sets a password, in place of the login, if the page was opened by one."""

    library = "$/public/live/login/password_link.js"
    tag = "PasswordLink"


def login() -> rx.Component:
    """Show the login form."""
    return rx.el.main(
        rx.el.h1("RCA Dashboard"),
        rx.el.p("Log in to see your service desk's tickets.", class_name="quiet"),
        PasswordLink.create(),
        LoginMethods.create(),
        BrowserForm.create(
            text_field("Username", "username", autocomplete="username", testid="login-username"),
            text_field(
                "Password", "password", kind="password", autocomplete="current-password", testid="login-password"
            ),
            LoginSteps.create(),
            rx.el.p("", role="alert", hidden=True, class_name="answer answer-bad", custom_attrs=_id("login-error")),
            rx.el.button("Log in", type="submit", class_name="button button-main", custom_attrs=_id("login-submit")),
            class_name="panel form",
            custom_attrs={"onSubmit": submit_in_browser("logIn")},
        ),
        class_name="login",
    )


def _id(testid: str) -> dict[str, str]:
    return {"data-testid": testid}
