"""What each look is called to the person who reads of it."""

from venuecode.kernel.text import Text

GUARD = Text("检测员", "Guard")

ACTIONS = {
    "person.looked_up": Text("按证件查询", "Found by document"),
    "person.seen": Text("查看完整信息", "Seen in full"),
    "person.recovered": Text("协助找回账号", "Account recovered with help"),
    "health.looked_up": Text("按证件查询健康信息", "Health information found by document"),
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
_ANY = Text("查询您的信息", "Looked at your data")


def action_text(action: str) -> Text:
    """Return the words of an action; those of any look for one that has none of its own."""
    return ACTIONS.get(action, _ANY)
