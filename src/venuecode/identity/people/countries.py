"""Nationalities: ISO 3166 codes with Chinese and English names, from the CLDR tables that Babel ships."""

from functools import cache

from babel import Locale
from babel.core import get_global

from venuecode.kernel.text import Text

_NOT_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "QO", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}
_NOBODYS_HOME = {"AQ", "BV", "HM", "TF", "GS", "UM", "IO"}
"""Territories that issue no passport and have no residents of their own."""
_OFFICIAL = {"TW": Text("中国台湾", "Taiwan, China")}
"""As the forms of mainland China word it, where CLDR does not."""
_SAME_SOUND = str.maketrans("斐梵瑙", "肥凡脑")
"""GB 2312 sorts its common characters by pinyin; the rarer ones that begin a name stand in for a common one."""


def _pinyin_order(name: str) -> bytes:
    return name.translate(_SAME_SOUND).encode("gb18030")


@cache
def nationalities() -> dict[str, Text]:
    """Return alpha-2 code → name of every country and territory whose people may stand at a door, by pinyin."""
    zh, en = Locale("zh").territories, Locale("en").territories
    names = {
        code: _OFFICIAL.get(code) or Text(zh[code], name)
        for code, name in en.items()
        if len(code) == 2 and code.isalpha() and code in zh and code not in _NOT_COUNTRIES | _NOBODYS_HOME
    }
    return dict(sorted(names.items(), key=lambda item: _pinyin_order(item[1].zh)))


def alpha2_of(code: str) -> str | None:
    """Return the alpha-2 code for an alpha-3 (`USA`) or numeric (`840`) code; none for what is not a country."""
    found = get_global("territory_aliases").get(code)
    return found[0] if found and len(found) == 1 and found[0] in nationalities() else None
