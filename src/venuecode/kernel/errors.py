"""The base of every error that a caller is told of; turned into problem JSON in one place (infra/http)."""

from collections.abc import Mapping
from typing import ClassVar

from venuecode.kernel.text import Text


class DomainError(Exception):
    """Something the caller can understand and act on.

    A subclass sets `code` (stable, `feature.what_happened`), `status` (HTTP) and `text` (both languages, may
    hold `{name}` places filled from `values`). Never put personal data into `values`.
    """

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 400
    text: ClassVar[Text] = Text("请求有误", "The request is not valid")

    def __init__(
        self,
        *,
        fields: Mapping[str, Text] | None = None,
        retry_after: int | None = None,
        members: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        **values: object,
    ) -> None:
        """Keep `fields` (JSON path of a field → what is wrong with it) and `retry_after` seconds for the answer.

        `members` are further members of the problem (RFC 9457 §3.2), for the caller's eyes and never for a log;
        `headers` are further headers of the answer.
        """
        super().__init__(self.code)
        self.fields = dict(fields or {})
        self.retry_after = retry_after
        self.members = dict(members or {})
        self.headers = dict(headers or {})
        self.values = values

    @property
    def message(self) -> Text:
        """The text with its places filled."""
        return self.text.filled(**self.values)


class InvalidInput(DomainError):
    """One or more fields are not as they must be; `fields` says which and why."""

    code = "input.invalid"
    status = 422
    text = Text("填写的内容有误，请按提示修改", "Some of what was entered is not right; see the fields")


class NotFound(DomainError):
    """It does not exist, or the caller may not see it: the two are not told apart."""

    code = "not_found"
    status = 404
    text = Text("没有找到", "Not found")


class NotSignedIn(DomainError):
    """No session, or one that has ended."""

    code = "session.missing"
    status = 401
    text = Text("请先登录", "Please sign in first")


class NotAllowed(DomainError):
    """The session is fine; its holder may not do this."""

    code = "not_allowed"
    status = 403
    text = Text("您没有此项权限", "You may not do this")


class TooLarge(DomainError):
    """The body is larger than the route takes."""

    code = "input.too_large"
    status = 413
    text = Text("内容过大", "Too much was sent at once")


class TooManyRequests(DomainError):
    """A limit is reached; `retry_after` says when to come back."""

    code = "too_many_requests"
    status = 429
    text = Text("操作太频繁，请稍后再试", "Too many tries; please wait a little")


class Busy(DomainError):
    """The server is full; the caller keeps what it has and comes back after `retry_after` seconds."""

    code = "busy"
    status = 503
    text = Text("系统繁忙，请稍候，您的信息不会丢失", "The system is busy; please wait, nothing is lost")


class InternalFault(DomainError):
    """A fault of ours; the log tells more under the answer's `x-request-id`."""

    code = "internal"
    status = 500
    text = Text("系统出错了，请稍后再试", "Something went wrong on our side; please try again soon")


class Conflict(DomainError):
    """Somebody else changed it meanwhile."""

    code = "conflict"
    status = 409
    text = Text("内容已被他人修改，请刷新后再试", "It was changed meanwhile; reload and try again")
