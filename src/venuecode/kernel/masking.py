"""How personal data looks on a screen that does not need the whole of it."""


def mask_name(name: str) -> str:
    """Mask all but the first and, from three characters on, the last: 张三 → 张*, 欧阳小明 → 欧**明.

    Latin names keep the first letter of each word: Mary Ann Lee → M*** A** L**.
    """
    name = " ".join(name.split())
    if name.isascii():
        return " ".join(word[0] + "*" * (len(word) - 1) for word in name.split())
    if len(name) <= 1:
        return name
    if len(name) == 2:
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_number(number: str, *, head: int = 3, tail: int = 2) -> str:
    """Keep `head` characters in front and `tail` behind; a number too short for that is masked whole."""
    if len(number) <= head + tail:
        return "*" * len(number)
    return number[:head] + "*" * (len(number) - head - tail) + number[-tail:]
