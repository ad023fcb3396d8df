"""Text from elsewhere as any database stores it; pure."""


def storable(text: str) -> str:
    """The text without what JSON can escape but no database stores: NUL, and halves of characters (lone surrogates).

    Two halves beside each other become their character, one by itself becomes �.
    """
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
