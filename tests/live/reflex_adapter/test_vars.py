import reflex as rx

from rca_dashboard.live.reflex_adapter.vars import from_hook


def test_a_hooks_var_needs_its_module_and_what_its_arguments_need() -> None:
    inner = from_hook("inner", "useInner", "$/public/inner.js", str)
    outer = from_hook("outer", "useOuter", "$/public/outer.js", str, inner)
    data = rx.Var.create(outer)._get_all_var_data()
    assert data is not None
    assert [name for name, _ in data.imports] == ["$/public/inner.js", "$/public/outer.js"]
    assert tuple(data.hooks) == ("const inner = useInner()", "const outer = useOuter(inner)")
