"""A text in the two languages that every user-facing word exists in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Chinese and English of one text."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the English text for `en…`, the Chinese one for anything else."""
        return self.en if language.lower().startswith("en") else self.zh

    def filled(self, **values: object) -> "Text":
        """Return the text with `{name}` places filled; values must not be personal data."""
        return Text(self.zh.format(**values), self.en.format(**values))
