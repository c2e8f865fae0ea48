"""Writes docs/settings.md from the settings themselves: python -m tests.unit.settings_page"""

from dataclasses import fields

from portal.settings import PREFIX, ROOT, Settings

HEAD = """# Settings

Read once at start-up from environment variables. A wrong value, or an unknown name that begins with `PORTAL_`, stops
the start with one sentence that names it. `portal check` shows what is set on a machine and where it came from.

| Variable | Default | Meaning |
|---|---|---|
"""


def page() -> str:
    """The whole page."""
    return HEAD + "".join(
        f"| `{PREFIX}{field.name.upper()}` | {_default(field.default)} | {field.metadata['meaning']} |\n"
        for field in fields(Settings)
    )


def _default(value: object) -> str:
    if value in ("", ()):
        return "(empty)"
    if isinstance(value, int):
        return str(int(value))
    return f"`{value}`".replace(f"{ROOT}/", "")


if __name__ == "__main__":
    (ROOT / "docs").mkdir(exist_ok=True)
    (ROOT / "docs" / "settings.md").write_text(page())
