"""What each look is called to the person who reads of it."""

from venuecode.kernel.text import Text

GUARD = Text("检测员", "Guard")

ACTIONS = {
    "person.looked_up": Text("按证件号查询到您", "Found you by your document"),
    "person.seen": Text("查看了您的完整信息", "Read your data in full"),
    "person.recovered": Text("帮助您找回账号", "Helped you recover your account"),
    "recovery.rejected": Text("处理账号找回申请，未通过", "Refused a request to recover your account"),
    "health.looked_up": Text("查看了您的健康状态", "Looked at your health status"),
    "health.appeal_read": Text("处理申诉时查看了您的信息", "Read your appeal to decide it"),
    "exchange.health_queried": Text("其他系统查询了您的健康状态", "Another body's system asked for your health status"),
    "exchange.code_requested": Text("其他系统申请代为出示您的健康码", "Another body's system asked to show your code"),
    "exchange.code_verified": Text("其他系统核验了您出示的码", "Another body's system verified the code you showed"),
    "case.opened": Text(
        "因检测阳性或文书为您立案，开展流调", "Opened a case about you, from a positive test or a document"
    ),
    "trace.reached": Text(
        "流行病学调查中查看到您（脱敏姓名、时间、地点）",
        "Saw you in a contact investigation (masked name, times, places)",
    ),
    "follow_up.listed": Text(
        "随访名单中查看到您（脱敏姓名）", "Saw you on a list of people to follow up (masked name)"
    ),
    "follow_up.opened": Text("为随访查看了您的姓名和电话", "Read your name and phone to follow you up"),
    "application.read": Text("审核场所申请时查看了您的信息", "Read your application for a venue"),
    "alert.stops_read": Text(
        "处理预警时查看了您近期被拦下的记录", "Read at which doors you were stopped, to handle an alert"
    ),
    "entry.by_document": Text(
        "检测员征得同意后，凭证件号码为您登记出入",
        "A guard registered your coming or going by document number, with your consent",
    ),
    "entry.typed_in": Text(
        "检测员征得同意后，录入您的证件信息为您登记出入",
        "A guard typed in your document to register your coming or going, with your consent",
    ),
    "entry.name_differed": Text(
        "检测员录入了您的证件号码，但姓名不符，未予登记",
        "A guard typed in your document number under another name; nothing was registered",
    ),
}
_ANY = Text("查看了您的信息", "Looked at your data")


def action_text(action: str) -> Text:
    """Return the words of an action; those of any look for one that has none of its own."""
    return ACTIONS.get(action, _ANY)
