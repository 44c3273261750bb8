"""Single sign-on by OpenID Connect: who a person is, which role they get, and how sessions end."""
