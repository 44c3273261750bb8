"""The settings of the assistant: off without an address, and no secret in what is refused."""

import pytest

from rca_dashboard.settings import SettingsError, load_settings
from rca_dashboard.startup.assistant import assistant_of

SECRET = "s3cret-of-a-test"


def refusal(environment: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as raised:
        load_settings(environment)
    return str(raised.value)


def test_the_assistant_is_off_without_an_address_and_needs_a_model_with_one() -> None:
    assert assistant_of(load_settings({"LLM_MODEL": "small", "LLM_API_KEY": SECRET})) is None
    address = {"LLM_BASE_URL": "https://api.example.com/v1", "LLM_API_KEY": SECRET}
    line = refusal(address)
    assert line.startswith("LLM_MODEL=: required by LLM_BASE_URL=https://api.example.com/v1")
    model = assistant_of(load_settings({**address, "LLM_MODEL": "small"}))
    assert model is not None
    assert (model.host, model.model) == ("api.example.com", "small")
    for wrong in ("api.example.com/v1", f"https://me:{SECRET}@api.example.com/v1", "https://api.example.com/v1?key=x"):
        line = refusal({**address, "LLM_BASE_URL": wrong, "LLM_MODEL": "small"})
        assert line.startswith("LLM_BASE_URL: must be the URL where the API begins")
        assert SECRET not in line
