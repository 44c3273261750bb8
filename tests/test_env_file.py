"""``.env`` as editors, shells and people write it: it is read, or one line says which line of it is not."""

import codecs
from dataclasses import fields
from pathlib import Path

import pytest

from rca_dashboard.settings import Settings, SettingsError, load_settings
from rca_dashboard.startup.setting_warnings import setting_warnings

WORD = "open-sesame"
TEXT = f"# Zürich\nLOG_LEVEL=ERROR\nADMIN_USERNAME=zoë\nADMIN_PASSWORD='{WORD}'\n"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for field in fields(Settings):
        monkeypatch.delenv(field.name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path / ".env"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
    ],
)
def test_every_unicode_that_editors_and_shells_write_is_read(
    file: Path, bom: bytes, encoding: str, newline: str
) -> None:
    file.write_bytes(bom + TEXT.replace("\n", newline).encode(encoding))
    settings = load_settings()
    assert (settings.log_level, settings.admin_username, settings.admin_password) == ("ERROR", "zoë", WORD)
    assert setting_warnings() == ()


@pytest.mark.parametrize(
    ("content", "start"),
    [
        (
            f"LOG_LEVEL=INFO\nADMIN_PASSWORD={WORD}é".encode("cp1252"),
            ".env, line 2: ADMIN_PASSWORD has characters that",
        ),
        (f"# é\nADMIN_PASSWORD={WORD}".encode("cp1252"), ".env, line 1: it has characters that are not UTF-8"),
        (f"ADMIN_PASSWORD={WORD}\0".encode(), ".env, line 1: "),
        (f"\n\nADMIN_PASSWORD {WORD}".encode(), ".env, line 3: it is not NAME=value"),
        (f"SESSION_SECRET='x'\n{WORD}\n".encode(), ".env, line 2: it has no ="),
        (f'ADMIN_PASSWORD="{WORD}\nLOG_LEVEL=INFO\n'.encode(), ".env, line 1: the value of ADMIN_PASSWORD cannot be"),
        (f"ADMIN_PASSWORD='{WORD}\n".encode(), ".env, line 1: the value of ADMIN_PASSWORD cannot be"),
        (f"ADMIN_PASSWORD='{WORD}'s'\n".encode(), ".env, line 1: the value of ADMIN_PASSWORD cannot be"),
        (f'A="{WORD}\nSESSION_SECRET="\n'.encode(), ".env, line 1: the value of A goes over several lines"),
        (f"ADMIN PASSWORD={WORD}".encode(), ".env, line 1: it is not NAME=value"),
        (f"ADMIN_PASSWORD: {WORD}".encode(), ".env, line 1: it is not NAME=value"),
    ],
)
def test_a_line_that_would_be_lost_is_one_line_without_its_value(file: Path, content: bytes, start: str) -> None:
    file.write_bytes(content)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert str(raised.value).startswith(start)
    assert WORD not in str(raised.value)


def test_a_folder_in_its_place_is_one_line(file: Path) -> None:
    file.mkdir()
    with pytest.raises(SettingsError, match=r"^\.env: cannot be read \(Is a directory\); it must be .*\.$"):
        load_settings()


@pytest.mark.parametrize(
    ("line", "warning"),
    [
        ("SERVICENOW_PASWORD", "SERVICENOW_PASWORD is not a setting; SERVICENOW_PASSWORD is."),
        ("servicenow_url", "servicenow_url is not a setting; SERVICENOW_URL is."),
        ("SERVICENOW_INSTANCES", "SERVICENOW_INSTANCES is not a setting"),
        ("export LOGLEVEL", "LOGLEVEL is not a setting; LOG_LEVEL is."),
    ],
)
def test_a_name_that_is_no_setting_is_a_warning(file: Path, line: str, warning: str) -> None:
    file.write_text(f"\n{line}={WORD}\n")
    load_settings()
    (found,) = setting_warnings()
    assert found.startswith(f".env, line 2: {warning}")
    assert WORD not in found


@pytest.mark.parametrize("value", [f"{WORD} #1", f" {WORD} # note", f" #{WORD}", f"a'{WORD} #"])
def test_a_value_that_is_cut_at_a_comment_is_a_warning(file: Path, value: str) -> None:
    file.write_text(f"ADMIN_PASSWORD={value}\n")
    (found,) = setting_warnings()
    assert found.startswith(".env, line 1: ADMIN_PASSWORD is cut at a #")
    assert WORD not in found


@pytest.mark.parametrize("value", [f"'{WORD} #1'", f'"{WORD} #1"  # note', f"{WORD}#1", f"#{WORD}", f"'{WORD}'"])
def test_a_value_that_is_whole_is_none(file: Path, value: str) -> None:
    file.write_text(f"export ADMIN_PASSWORD={value}\n")
    assert setting_warnings() == ()
    assert WORD in load_settings().admin_password


def test_a_name_that_is_set_twice_is_a_warning(file: Path) -> None:
    file.write_text(f"ADMIN_PASSWORD={WORD}\nLOG_LEVEL=INFO\nADMIN_PASSWORD={WORD}2\n")
    (found,) = setting_warnings()
    assert found == ".env, line 3: ADMIN_PASSWORD is set in line 1 too; only this line counts."


def test_an_empty_variable_over_a_filled_file_is_a_warning(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("SERVICENOW_URL=https://desk.example\nLOG_LEVEL=\n")
    for name in ("SERVICENOW_URL", "LOG_LEVEL"):
        monkeypatch.setenv(name, "")
    (found,) = setting_warnings()
    assert found.startswith(".env, line 1: SERVICENOW_URL does not count, because the environment sets it to nothing;")


def test_a_misspelt_variable_of_the_environment_is_a_warning(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not file.exists()
    monkeypatch.setenv("SERVICENOW_PASWORD", WORD)
    (found,) = setting_warnings()
    assert found == "The environment: SERVICENOW_PASWORD is not a setting; SERVICENOW_PASSWORD is."


def test_a_key_of_an_assistant_without_its_address_is_a_warning(file: Path) -> None:
    file.write_text(f"LLM_API_KEY={WORD}\n")
    assert setting_warnings() == ("LLM_API_KEY does not count without LLM_BASE_URL: the assistant is off.",)
    file.write_text(f"LLM_API_KEY={WORD}\nLLM_MODEL=small\nLLM_BASE_URL=https://api.example.com/v1\n")
    assert setting_warnings() == ()


def test_entries_of_no_proxy_that_name_nothing_are_a_warning(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICENOW_URL", "https://desk.example")
    monkeypatch.setenv("HTTPS_PROXY", "proxy.example:3128")
    monkeypatch.delenv("no_proxy", raising=False)
    file.write_text(f"NO_PROXY='169.254/16, 10.0.0.0/99 http://me:{WORD}@desk.example/path x.example'\n")
    monkeypatch.delenv("NO_PROXY", raising=False)
    first, second = setting_warnings()
    assert first.startswith("NO_PROXY: '10.0.0.0/99' does not count; must be ")
    assert second.startswith("NO_PROXY: '***@desk.example/path' does not count; must be ")
    assert WORD not in second


@pytest.mark.parametrize(
    ("line", "warning"),
    [
        ("ADMIN_PASSWORD=\u201copen sesame\u201d", "ADMIN_PASSWORD has typographic quotation marks"),
        ("ADMIN_PASSWORD=\u2018sesame\u2019", "ADMIN_PASSWORD has typographic quotation marks"),
        ("ADMIN_PASSWORD=\u00absesame\u00bb", "ADMIN_PASSWORD has typographic quotation marks"),
        ("ADMIN_USERNAME=adm\u200bin", "ADMIN_USERNAME has a character that cannot be seen (U+200B)"),
        ("ADMIN_USERNAME='admin\u00a0'", "ADMIN_USERNAME has a character that cannot be seen (U+00A0)"),
        (
            "ADMIN_USERNAME=admin" + chr(0x2028) + "DEBUG=",
            "ADMIN_USERNAME has a character that cannot be seen (U+2028)",
        ),
        ("ADMIN_USERNAME=admin\x85LOG_LEVEL=INFO", "ADMIN_USERNAME has a character that cannot be seen (U+0085)"),
        ("\u200bADMIN_USERNAME=admin", "has a character that cannot be seen (U+200B)"),
    ],
)
def test_what_was_pasted_unseen_is_a_warning_without_the_value(file: Path, line: str, warning: str) -> None:
    file.write_text(f"{line}\n", "utf-8")
    load_settings()
    warnings = setting_warnings()
    assert any(warning in each and each.startswith(".env, line 1: ") for each in warnings), warnings
    assert "sesame" not in "".join(warnings)


@pytest.mark.parametrize("value", ["it\u2019s", '"a b"', "'quoted'", "zo\u00eb", "\U0001f511\U0001f511", "a\tb"])
def test_ordinary_characters_are_none(file: Path, value: str) -> None:
    file.write_text(
        f"ADMIN_PASSWORD={value}-{WORD}\n" if value[0] not in "\"'" else f"ADMIN_PASSWORD={value}\n", "utf-8"
    )
    assert not [each for each in setting_warnings() if "character" in each or "quotation" in each]
