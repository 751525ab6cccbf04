"""What a guard is told of a code that leads to nobody, and what to do now: nobody is turned away for a dead code."""

from venuecode.kernel.text import Text
from venuecode.passes.code import CodeFault
from venuecode.passes.model import ReadFault, Unread

_REFRESH = Text("请对方刷新健康码后再扫。", "Ask the person to refresh the code, then scan again.")
_SCAN_AGAIN = Text("请对准整个二维码再扫一次。", "Hold the camera over the whole code and scan again.")
_BY_HAND = Text("请查验证件，改用证件号登记。", "Look at a document instead and register the person by its number.")
_NEW_CARD = Text(
    "请查验证件登记，并告知到街道或由家人换领新卡。",
    "Register the person by document, and tell them to get a new card from the street office or a relative.",
)

UNREAD = {
    one.fault: one
    for one in (
        Unread(
            ReadFault.FOREIGN,
            Text("这不是个人健康码或纸质码", "This is neither a personal code nor a paper card"),
            Text("请对方打开“我的健康码”，或出示纸质码。", "Ask for the page My code, or for the paper card."),
        ),
        Unread(
            ReadFault.VENUE_CODE,
            Text("这是场所码，不是个人码", "This is a venue's code, not a person's"),
            Text("请扫对方手机或纸质卡片上的码。", "Scan the code on the person's phone or card."),
        ),
        Unread(ReadFault.TRUNCATED, Text("码不完整，没有读全", "The code was not read as a whole"), _SCAN_AGAIN),
        Unread(
            ReadFault.UNKNOWN_KEY,
            Text("无法验证：不认识签发密钥", "Cannot be verified: the signing key is not known here"),
            Text(
                "请连网更新后再扫；仍不行请查验证件登记。",
                "Go online once and scan again; if that fails, register the person by document.",
            ),
        ),
        Unread(ReadFault.TAMPERED, Text("码是伪造的或被改动过", "The code is forged or was changed"), _BY_HAND),
        Unread(
            ReadFault.AHEAD,
            Text("码的时间比本机晚，请校准时钟", "The code comes from the future: check this device's clock"),
            Text("校准本机时间后再扫。", "Set this device's clock, then scan again."),
        ),
        Unread(
            ReadFault.EXPIRED,
            Text("码已过期，可能是截图", "The code has expired; it may be a screenshot"),
            _REFRESH,
        ),
        Unread(
            ReadFault.PASS_EXPIRED,
            Text("离线凭证已过期", "The offline pass has expired"),
            _BY_HAND,
        ),
        Unread(
            ReadFault.CARD_MISTYPED,
            Text("纸质码编号输入有误", "The number of the card is not typed correctly"),
            Text("请核对后重新输入，或直接扫卡上的码。", "Compare it with the card, or scan the card's code."),
        ),
        Unread(ReadFault.CARD_FOREIGN, Text("这是其他地区的纸质码", "This card belongs to another region"), _BY_HAND),
        Unread(ReadFault.CARD_UNKNOWN, Text("没有这张纸质码", "There is no such card"), _BY_HAND),
        Unread(
            ReadFault.CARD_REVOKED,
            Text("这张纸质码已作废", "This card is no longer valid: it was replaced or reported lost"),
            _NEW_CARD,
        ),
        Unread(ReadFault.CARD_EXPIRED, Text("这张纸质码已过期", "This card has expired"), _NEW_CARD),
    )
}
"""Every fault has words; a test holds that."""

OF_CODE_FAULT = {
    CodeFault.FOREIGN: ReadFault.FOREIGN,
    CodeFault.TRUNCATED: ReadFault.TRUNCATED,
    CodeFault.UNKNOWN_KEY: ReadFault.UNKNOWN_KEY,
    CodeFault.TAMPERED: ReadFault.TAMPERED,
    CodeFault.AHEAD: ReadFault.AHEAD,
    CodeFault.EXPIRED: ReadFault.EXPIRED,
}
