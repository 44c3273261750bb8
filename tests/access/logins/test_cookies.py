"""The session cookie differs between dashboards on one host, and its name says who may set it."""

from rca_dashboard.access.logins.cookies import SessionCookie, cookie_name


def of(database_secret: str, *, is_secure: bool = False) -> SessionCookie:
    name = cookie_name(database_secret, is_secure=is_secure)
    return SessionCookie("one SESSION_SECRET for both", name=name, is_secure=is_secure, seconds=60)


def test_two_dashboards_on_one_host_keep_a_login_each_even_with_one_session_secret() -> None:
    one, other = of("first database"), of("second database")
    (first, first_header), (second, second_header) = one.issue(), other.issue()
    jar = {pair.partition("=")[0]: pair for pair in (first_header.partition(";")[0], second_header.partition(";")[0])}
    both = "; ".join(jar.values())
    assert one.session_ids(both) == (first,)
    assert other.session_ids(both) == (second,)
    assert one.clearing().partition("=")[0] in jar
    assert other.without_session(one.without_session(both)) == ""


def test_behind_tls_no_sibling_domain_can_set_the_cookie() -> None:
    name, _, attributes = of("first database", is_secure=True).issue()[1].partition("=")
    assert name.startswith("__Host-")  # browsers then insist on Secure, Path=/ and no Domain
    assert "Secure" in attributes
    assert "Path=/" in attributes
    assert "Domain" not in attributes


def test_the_name_gives_nothing_of_the_secret_away() -> None:
    assert "first" not in cookie_name("first database", is_secure=False)
