"""How a candidate is named."""


def full_name(given_names: str, family_name: str, *, on_certificate: str) -> str:
    """The name as people read it: on the certificate if given, else given names and family name."""
    return on_certificate or f"{given_names} {family_name}".strip()
