"""What a family bond can be refused with; the bond itself is in people/model.py."""

from venuecode.kernel.errors import DomainError
from venuecode.kernel.text import Text


class HasOwnPhone(DomainError):
    """The relative signs in alone; the bond needs a code sent to that phone."""

    code = "family.has_own_phone"
    status = 409
    text = Text(
        "该亲友已用手机号登记，请通过对方手机验证码绑定",
        "This relative is registered with a phone; bind them by a code sent to it",
    )


class NameDiffers(DomainError):
    """The document is registered under another name."""

    code = "family.name_differs"
    status = 409
    text = Text("姓名与该证件登记的姓名不一致", "The document is registered under another name")


class PhoneNotRegistered(DomainError):
    """The phone is proved, but nobody is registered with it."""

    code = "family.phone_not_registered"
    status = 404
    text = Text(
        "该手机号尚未登记，请先由对方登记，或用证件添加",
        "Nobody is registered with this phone; add the relative by document instead",
    )


class TooManyRelatives(DomainError):
    """`most` relatives are bound already."""

    code = "family.too_many"
    status = 409
    text = Text("最多可绑定 {most} 位亲友", "You can bind at most {most} relatives")


class AlreadyBound(DomainError):
    """The two are bound already."""

    code = "family.already_bound"
    status = 409
    text = Text("该亲友已绑定", "This relative is bound already")


class NotOneself(DomainError):
    """A bond needs two people."""

    code = "family.oneself"
    status = 409
    text = Text("不能绑定自己", "You cannot bind yourself")


class FamilyConsentMissing(DomainError):
    """The guardian must state the relative's consent, or act as a child's guardian."""

    code = "family.consent_missing"
    status = 422
    text = Text("请确认已获本人或监护人同意", "Please confirm the consent of the relative or of the child's guardian")
