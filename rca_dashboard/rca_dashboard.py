"""Wiring: settings → store → sync → live → access → api → ui."""

import reflex as rx

app = rx.App()
app.add_page(lambda: rx.el.main(rx.el.h1("rca_dashboard")), route="/")
