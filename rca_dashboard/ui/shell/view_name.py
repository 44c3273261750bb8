"""The name of the view on the screen."""

import reflex as rx


class ViewName(rx.Component):
    """Shows the name of the navigation's view that the address leads to, or that it is a filtered one."""

    library = "$/public/live/shell/view_name.js"
    tag = "ViewName"
