"""Every refusal that the product knows speaks both languages and has a code of its own."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import venuecode
from venuecode.kernel.errors import DomainError

CHINESE = re.compile("[\u4e00-\u9fff]")
CODE = re.compile(r"[a-z_]+(\.[a-z0-9_]+)?")


def refusals(of: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    for kind in of.__subclasses__():
        yield kind
        yield from refusals(kind)


def test_each_refusal_is_worded_in_chinese_and_in_english():
    for module in pkgutil.walk_packages(venuecode.__path__, "venuecode."):
        if "__main__" not in module.name and ".migrations" not in module.name:
            importlib.import_module(module.name)
    kinds = set(refusals())
    assert len(kinds) > 40
    for kind in kinds:
        assert CODE.fullmatch(kind.code), kind
        assert CHINESE.search(kind.text.zh), kind
        assert kind.text.en, kind
        assert not CHINESE.search(kind.text.en), kind
