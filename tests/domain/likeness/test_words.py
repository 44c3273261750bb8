import pytest

from rca_dashboard.domain.likeness.words import MOST_WORDS, language_of, words


def terms(text: str) -> list[str]:
    return [term for _, term in words(text, language_of(text))]


def test_forms_of_a_word_share_a_term_in_english_and_in_german() -> None:
    assert terms("printers printing") == terms("printer printed") != []
    assert terms("Die Rechnungen sind nicht da") == terms("Die Rechnung ist nicht da")


def test_common_words_are_left_out() -> None:
    assert terms("the printer is on the floor") == ["printer", "floor"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("No network in room 4", "english"),
        ("no printer", "english"),
        ("VPN: no connection, do as described", "english"),
        ("login fails as admin, no dial tone", "english"),
        ("no audio per default, van driver met", "english"),
        ("A impressora não funciona no escritório", "portuguese"),
        ("Erro ao abrir os arquivos do sistema no computador com o novo usuário", "portuguese"),
        ("El teléfono no funciona", "spanish"),
        ("La impresora del pasillo no imprime en color", "spanish"),
        ("De printer in de gang is met papier vastgelopen van boven", "dutch"),
        ("Il telefono non funziona per gli ospiti", "italian"),
        ("Kein Netz: der Router ist aus", "german"),
        ("Je ne peux pas imprimer", "french"),
        ("", "english"),
    ],
)
def test_words_that_are_common_in_several_languages_decide_for_none(text: str, language: str) -> None:
    assert language_of(text) == language


def test_a_script_without_spaces_is_split_into_pairs_of_characters() -> None:
    assert terms("プリンター故障") == ["プリ", "リン", "ンタ", "ター", "ー故", "故障"]
    assert terms("網") == ["網"]


def test_full_width_and_half_width_writing_is_the_same() -> None:
    assert terms("\uff36\uff30\uff2e ﾌﾟﾘﾝﾀ") == terms("vpn プリンタ")


def test_mixed_writing_keeps_its_words() -> None:
    assert terms("VPN接続エラー 0x80070005") == ["vpn", "接続", "続エ", "エラ", "ラー", "0x80070005"]


def test_a_long_text_and_a_long_word_are_cut() -> None:
    assert len(terms("printer " * 100_000)) <= MOST_WORDS
    assert terms("x" * 41) == []
    assert terms("") == []
