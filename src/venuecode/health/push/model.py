"""What a push is refused with as a whole; what is wrong with one record is part of the answer."""

from venuecode.kernel.errors import DomainError
from venuecode.kernel.text import Text


class KeyReused(DomainError):
    """The idempotency key came before with another body; nothing was done."""

    code = "push.key_reused"
    status = 409
    text = Text(
        "该 Idempotency-Key 已用于另一批数据",
        "This Idempotency-Key was used for another batch",
    )


class NothingToCorrect(DomainError):
    """This system brought no such record, or it was taken back before; nothing was done."""

    code = "push.nothing_to_correct"
    status = 404
    text = Text(
        "没有查到本系统推送的这条信息，或已更正", "This system pushed no such record, or it was taken back before"
    )


class TooManyRecords(DomainError):
    """The batch is larger than the deployment takes; nothing was done."""

    code = "push.too_many_records"
    status = 413
    text = Text("一次最多 {most} 条，请分批推送", "At most {most} records at once; please split the batch")
