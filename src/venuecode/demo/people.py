"""The invented citizens. Their resident ID numbers end in a serial 000, which is never issued."""

from dataclasses import dataclass

from stdnum.cn import ric

from venuecode.health.reasons import Reason
from venuecode.identity.people.documents import DocumentType
from venuecode.kernel.text import Text

_NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Citizen:
    """One invented person: who, how known, and what is on file about their health."""

    key: str
    name: str
    phone: str | None
    document: DocumentType
    number: str
    division: str = "371502001"
    nationality: str | None = None
    reason: Reason | None = None
    test_hours: int | None = 12
    about: Text = _NOTHING


def _id(birth: str) -> str:
    body = f"371502{birth}000"
    return body + str(ric.calc_check_digit(body + "0"))


def _phone(number: int) -> str:
    return f"1990000{number:04d}"


_ID, _HK = DocumentType.RESIDENT_ID, DocumentType.HK_MACAO_PERMIT
_TW, _FR = DocumentType.TAIWAN_PERMIT, DocumentType.FOREIGN_PERMANENT_RESIDENT_ID

GREEN = Citizen(
    "green", "张小明", _phone(1), _ID, _id("19900307"),
    about=Text("绿码，12 小时前核酸阴性", "Green, negative test 12 h ago"),
)  # fmt: skip
RED = Citizen(
    "red", "李红霞", _phone(2), _ID, _id("19850612"), reason=Reason.CLOSE_CONTACT, test_hours=30,
    about=Text("红码：密切接触者，扫码即报警", "Red: close contact; a scan raises the alarm"),
)  # fmt: skip
YELLOW = Citizen(
    "yellow", "黄建国", _phone(3), _ID, _id("19780921"), division="371502002", reason=Reason.LEFT_HIGH_RISK_AREA,
    about=Text("黄码：来自高风险区", "Yellow: came from a high-risk area"),
)  # fmt: skip
GREY = Citizen(
    "grey", "高文静", _phone(4), _ID, _id("19950118"), reason=Reason.TEST_MISSED, test_hours=240,
    about=Text("灰码：未按要求检测", "Grey: a required test was missed"),
)  # fmt: skip
OLD_TEST = Citizen(
    "old_test", "钱大伟", _phone(5), _ID, _id("19881130"), test_hours=90,
    about=Text("绿码，核酸超过 72 小时", "Green, last test 90 h ago: stopped where 48 h is asked"),
)  # fmt: skip
MANAGER = Citizen(
    "manager", "孙志强", _phone(6), _ID, _id("19750405"), division="371502002",
    about=Text("场所管理员：超市、公交等", "Venue manager: supermarket, bus and more"),
)  # fmt: skip
GUARD = Citizen(
    "guard", "周秀兰", _phone(7), _ID, _id("19680815"),
    about=Text("值守人员：光岳超市南门", "Guard at the supermarket"),
)  # fmt: skip
FAMILY = Citizen(
    "family", "吴丽娟", _phone(8), _ID, _id("19840226"),
    about=Text("绑定了老人和孩子，可带同行人员", "Has bound a grandmother and a child"),
)  # fmt: skip

CITIZENS: list[Citizen] = [
    GREEN, RED, YELLOW, GREY, OLD_TEST, MANAGER, GUARD, FAMILY,
    Citizen("hk", "陈嘉欣", _phone(9), _HK, "H08765432", about=Text("港澳居民通行证", "Hong Kong/Macao permit")),
    Citizen("taiwan", "林志豪", _phone(10), _TW, "08765432", about=Text("台湾居民通行证", "Taiwan permit")),
    Citizen(
        "resident", "MARTIN CLAIRE", _phone(11), _FR, "FRA371585020104",
        about=Text("外国人永久居留身份证", "Foreign permanent resident ID"),
    ),
    Citizen(
        "passport", "SMITH JOHN", _phone(12), DocumentType.PASSPORT, "X1234567", nationality="GB",
        about=Text("护照", "Passport"),
    ),
    Citizen(
        "untested", "赵新苗", _phone(13), _ID, _id("20010909"), test_hours=None,
        about=Text("尚无任何健康信息", "Nothing is known yet"),
    ),
]  # fmt: skip
"""Everybody with a phone. Whoever signs in with another number is new and comes to the registration."""

GRANDMOTHER = Citizen("grandmother", "郑桂英", None, _ID, _id("19440311"))
CHILD = Citizen("child", "吴乐乐", None, _ID, _id("20170523"))
