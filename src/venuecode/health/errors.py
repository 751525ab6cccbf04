"""What the use cases of health refuse with; each class says when."""

from venuecode.health.model import Fault
from venuecode.kernel.errors import DomainError, NotFound
from venuecode.kernel.text import Text


class PersonNotFound(NotFound):
    """Nobody is registered with that document."""

    code = "health.person_not_found"
    text = Text("没有查到使用该证件登记的人员", "Nobody is registered with that document")


class CaseReferenceMissing(DomainError):
    """An order that names more than one person rests on a case or a document."""

    code = "health.case_reference_missing"
    status = 422
    text = Text("涉及多人的措施须填写病例或文件编号", "An order for several people needs a case or document reference")


class SameOfficer(DomainError):
    """Nobody approves, or takes back, what they entered or approved themselves."""

    code = "health.same_officer"
    status = 409
    text = Text(
        "须由另一名工作人员办理，不能审批本人提交的内容", "Another officer must do this; nobody approves their own"
    )


class NotOpen(DomainError):
    """The proposal was decided or has expired."""

    code = "health.proposal_closed"
    status = 409
    text = Text("该申请已办结或已过期", "The proposal is decided or has expired")


class NothingToTakeBack(DomainError):
    """The officer's department brought no such fact, or it was taken back before; nothing was done."""

    code = "health.nothing_to_take_back"
    status = 404
    text = Text(
        "没有查到本部门提交的这条信息，或已撤回；请核对时间、结果和机构",
        "Your department brought no such fact, or it was taken back before; compare time, result and institution",
    )


class AlreadyWithdrawn(DomainError):
    """The fact was withdrawn before."""

    code = "health.already_withdrawn"
    status = 409
    text = Text("该信息已撤回", "The fact was withdrawn before")


UNKNOWN_DOCUMENT = Fault(
    "health.person_not_found",
    "document_number",
    Text("没有查到使用该证件登记的人员，或不在您的辖区", "Nobody in your divisions is registered with that document"),
)
END_MISSING = Fault("health.end_missing", "ends_at", Text("须填写结束时间", "An end is needed"))
COLOUR_MISSING = Fault("health.colour_missing", "colour", Text("须说明码色", "The colour is needed"))
EVIDENCE_MISSING = Fault("health.evidence_missing", "evidence", Text("请填写依据", "Say what it rests on"))
REASON_UNKNOWN = Fault("health.reason_unknown", "reason", Text("请选择列明的原因", "Choose one of the listed reasons"))
NOT_BY_SOURCE = Fault(
    "health.not_by_this_source", "reason", Text("该来源不能提交此类信息", "This source may not say so")
)
END_TOO_FAR = Fault(
    "health.end_too_far",
    "ends_at",
    Text("结束时间早于开始或超过最长期限", "The end is before the start or too far ahead"),
)
MOMENT_WRONG = Fault("health.moment_implausible", "at", Text("时间不合理", "The time cannot be right"))
NOT_APPROVED = Fault(
    "health.not_approved", "reason", Text("管控措施须经另一名工作人员审批", "An order needs another officer's approval")
)
