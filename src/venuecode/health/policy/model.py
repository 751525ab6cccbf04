"""A version of the policy and what can be wrong with changing it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from venuecode.health.policy.document import Policy
from venuecode.kernel.errors import DomainError
from venuecode.kernel.text import Text


class PolicyState(StrEnum):
    """Where a version stands; exactly one is active."""

    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """One version and who stands for it."""

    version: int
    policy: Policy
    state: PolicyState
    note: str
    made_by: int | None
    made_at: datetime
    activated_by: int | None
    activated_at: datetime | None


class DocumentUnfit(DomainError):
    """The document does not follow the schema; `fields` says where and how."""

    code = "policy.document_unfit"
    status = 422
    text = Text("策略文件不符合格式要求", "The policy does not follow the schema")


class OwnDraft(DomainError):
    """Whoever wrote a version does not activate it."""

    code = "policy.same_officer"
    status = 409
    text = Text("须由另一名工作人员启用", "Another officer must activate it")


class NotTried(DomainError):
    """Nobody is to decide on a policy without having counted on the live data whom it changes."""

    code = "policy.not_tried"
    status = 409
    text = Text("请先试算：24 小时内须完成过一次", "Dry-run it first: one must have finished within 24 hours")


class NotADraft(DomainError):
    """Only a draft can be activated."""

    code = "policy.not_a_draft"
    status = 409
    text = Text("该版本不是草稿", "That version is no draft")


class NothingBefore(DomainError):
    """There is no earlier version to go back to."""

    code = "policy.nothing_before"
    status = 409
    text = Text("没有可退回的上一版本", "There is no earlier version to step back to")


class TooLow(DomainError):
    """A policy holds for everybody; it is put in force by a prefecture or above."""

    code = "policy.level_too_low"
    status = 409
    text = Text("策略须由市级及以上单位启用或退回", "A policy is put in force by a prefecture or above")
