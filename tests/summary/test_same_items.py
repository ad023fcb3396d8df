"""Action items are recognised when another summary tells them, and not taken for others."""

from transcripts.summary.same_items import Item, same_items

MINA = Item(("Mina fixes the discount codes.",), "Mina will fix the discount codes before Thursday.", 60_000, "Mina")
KENJI = Item(("Kenji asks the photographer for a quote.",), "Kenji, please ask the photographer.", 90_000, "Kenji")


def test_the_same_words_are_the_same_item() -> None:
    assert same_items([MINA, KENJI], [KENJI, MINA]) == {0: 1, 1: 0}


def test_an_item_told_in_other_words_of_the_same_sentence_is_the_same() -> None:
    told = Item(("The vouchers need repair.",), MINA.quote, 60_000, "Mina")
    assert same_items([KENJI, MINA], [told]) == {0: 1}


def test_an_item_told_in_another_language_is_known_by_its_sentence() -> None:
    told = Item(("Kenji holt ein Angebot ein.",), KENJI.quote, 90_000, "Kenji")
    assert same_items([MINA, KENJI], [told]) == {0: 1}


def test_a_sentence_heard_a_little_differently_a_little_later_is_the_same() -> None:
    told = Item(("Minifix is the discount codes.",), "Minifix is the discount codes.", 61_300, "")
    assert same_items([MINA, KENJI], [told]) == {0: 0}


def test_two_items_of_one_sentence_keep_their_owners() -> None:
    quote = "Mina and Kenji will each send a report."
    standing = [Item(("Send a report.",), quote, 5_000, name) for name in ("Mina", "Kenji")]
    told = [Item(("Send the report.",), quote, 5_000, name) for name in ("Kenji", "Mina")]
    assert same_items(standing, told) == {0: 1, 1: 0}


def test_other_items_of_the_same_minute_are_not_the_same() -> None:
    assert same_items([MINA], [Item(("Renew the office lease.",), "We renew the lease.", 62_000, "Mina")]) == {}


def test_an_item_is_known_by_what_a_person_made_of_it_and_by_what_it_was() -> None:
    edited = Item(("Call the landlord.", "Write to Mrs Lindqvist."))
    assert same_items([edited], [Item(("Call the landlord.",))]) == {0: 0}
    assert same_items([edited], [Item(("Write to Mrs Lindqvist.",))]) == {0: 0}


def test_of_two_that_tell_the_same_only_one_is_the_standing_one() -> None:
    assert len(same_items([MINA], [MINA, MINA])) == 1


def test_where_nothing_stands_nothing_is_the_same() -> None:
    assert same_items([], [MINA]) == {}
    assert same_items([MINA], []) == {}
