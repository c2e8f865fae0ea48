"""A hint for an address whose domain looks like a well-known one, worked out here and sent to nobody."""

# fmt: off
DOMAINS = (
    "gmail.com", "googlemail.com", "hotmail.com", "hotmail.co.uk", "hotmail.es", "hotmail.fr", "hotmail.it",
    "outlook.com", "outlook.es", "live.com", "live.co.uk", "msn.com", "yahoo.com", "yahoo.co.uk", "yahoo.es",
    "yahoo.fr", "yahoo.it", "ymail.com", "icloud.com", "me.com", "mac.com", "aol.com", "gmx.com", "gmx.de",
    "gmx.net", "web.de", "mail.com", "mail.ru", "yandex.ru", "protonmail.com", "proton.me", "qq.com", "163.com",
    "naver.com", "wp.pl", "o2.pl", "libero.it", "orange.fr", "wanadoo.fr", "seznam.cz", "uol.com.br",
    "email.com",
)
# fmt: on
ENDINGS = {
    **dict.fromkeys(("con", "cmo", "ocm", "comm", "coom", "vom", "xom", "cpm", "cim", "cok"), "com"),
    **dict.fromkeys(("ogr", "rog", "orgg", "prg"), "org"),
    **dict.fromkeys(("nte", "ent", "neet", "nett"), "net"),
}
LONGEST = 40  # longer domains are none of these


def suggestion(address: str) -> str | None:
    """The address with the likely domain, or None when its domain is known or like no other."""
    name, _, typed = address.strip().rpartition("@")
    domain = typed.lower()
    if not name or domain in DOMAINS or len(domain) > LONGEST:
        return None
    likely = _likely(domain)
    return f"{name}@{likely}" if likely else None


def _likely(domain: str) -> str | None:
    if _is_another_country(domain):
        return None
    distance, nearest = min((_distance(domain, known), known) for known in DOMAINS)
    if distance <= _errors_allowed(nearest):
        return nearest
    body, dot, ending = domain.rpartition(".")
    return f"{body}.{ENDINGS[ending]}" if dot and ending in ENDINGS else None


def _errors_allowed(known: str) -> int:
    """The shorter a domain, the sooner a neighbour is a real domain too."""
    return 0 if len(known) < 7 else 1 if len(known) < 9 else 2


def _is_another_country(domain: str) -> bool:
    """yahoo.pl and hotmail.be are real; gmail has no countries."""
    body, _, ending = domain.partition(".")
    known = {known.partition(".")[0] for known in DOMAINS} - {"gmail"}
    return body in known and len(ending.rpartition(".")[2]) == 2 and ending not in ("co", "cm", "om")


def _distance(one: str, other: str) -> int:
    """Letters left out, added, changed or swapped with a neighbour (Damerau-Levenshtein, restricted)."""
    table = [[i + j for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i, typed in enumerate(one, start=1):
        for j, wanted in enumerate(other, start=1):
            change = table[i - 1][j - 1] + (typed != wanted)
            table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, change)
            if i > 1 and j > 1 and typed == other[j - 2] and one[i - 2] == wanted:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]
