"""The languages that Whisper hears, by its own codes: OpenAI's table, with names as English readers know them."""

from collections.abc import Iterator

_TABLE = """
af Afrikaans; am Amharic; ar Arabic; as Assamese; az Azerbaijani; ba Bashkir; be Belarusian; bg Bulgarian; bn Bengali;
bo Tibetan; br Breton; bs Bosnian; ca Catalan; cs Czech; cy Welsh; da Danish; de German; el Greek; en English;
es Spanish; et Estonian; eu Basque; fa Persian; fi Finnish; fo Faroese; fr French; gl Galician; gu Gujarati; ha Hausa;
haw Hawaiian; he Hebrew; hi Hindi; hr Croatian; ht Haitian Creole; hu Hungarian; hy Armenian; id Indonesian;
is Icelandic; it Italian; ja Japanese; jw Javanese; ka Georgian; kk Kazakh; km Khmer; kn Kannada; ko Korean; la Latin;
lb Luxembourgish; ln Lingala; lo Lao; lt Lithuanian; lv Latvian; mg Malagasy; mi Maori; mk Macedonian; ml Malayalam;
mn Mongolian; mr Marathi; ms Malay; mt Maltese; my Burmese; ne Nepali; nl Dutch; nn Norwegian Nynorsk; no Norwegian;
oc Occitan; pa Punjabi; pl Polish; ps Pashto; pt Portuguese; ro Romanian; ru Russian; sa Sanskrit; sd Sindhi;
si Sinhala; sk Slovak; sl Slovenian; sn Shona; so Somali; sq Albanian; sr Serbian; su Sundanese; sv Swedish;
sw Swahili; ta Tamil; te Telugu; tg Tajik; th Thai; tk Turkmen; tl Tagalog; tr Turkish; tt Tatar; uk Ukrainian;
ur Urdu; uz Uzbek; vi Vietnamese; yi Yiddish; yo Yoruba; yue Cantonese; zh Chinese
"""


def _entries() -> Iterator[tuple[str, str]]:
    for entry in _TABLE.replace("\n", " ").split(";"):
        code, _, name = entry.strip().partition(" ")
        yield code, name


LANGUAGES: dict[str, str] = dict(_entries())


def language_name(code: str) -> str:
    """The language's name in English; the code itself where it is none of Whisper's."""
    return LANGUAGES.get(code, code)


def language_error(code: str) -> str:
    """Why this is no language's code, in a sentence; empty where it is one, or nothing."""
    if not code or code in LANGUAGES:
        return ""
    return f"There is no language {code!r} here: write a code such as en, de or haw."
