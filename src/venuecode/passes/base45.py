"""Base45 (RFC 9285): bytes as the 45 characters that a QR code holds in 5.5 bits each."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}


def encode(content: bytes) -> str:
    """Return two bytes as three characters, a last single byte as two."""
    text = []
    for start in range(0, len(content), 2):
        pair = content[start : start + 2]
        number = int.from_bytes(pair)
        for _ in range(len(pair) + 1):
            number, value = divmod(number, 45)
            text.append(ALPHABET[value])
    return "".join(text)


def decode(text: str) -> bytes | None:
    """Return the bytes; None for what is not Base45."""
    if len(text) % 3 == 1 or not _VALUES.keys() >= set(text):
        return None
    content = bytearray()
    for start in range(0, len(text), 3):
        group = text[start : start + 3]
        number = sum(_VALUES[symbol] * 45**place for place, symbol in enumerate(group))
        if number >= 256 ** (len(group) - 1):
            return None
        content += number.to_bytes(len(group) - 1)
    return bytes(content)
