"""What the routes of notices take and answer."""

from datetime import date, datetime
from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel, Field, model_validator

from venuecode.identity.people.schemas import Body, NameOut
from venuecode.identity.shown import division_named
from venuecode.kernel.text import Text
from venuecode.regions.service import Divisions
from venuecode.tracing.desk.groups import ContactsWanted, Relation, VenueWanted
from venuecode.tracing.desk.schemas import AskIn, ElsewhereOut, Id, elsewhere_out
from venuecode.tracing.followup.schemas import FollowedClass
from venuecode.tracing.notices.model import Notice, NoticeKind, NoticeState, OwnNotice, Preview, Urgency
from venuecode.tracing.notices.rules import sms_text, words_of
from venuecode.tracing.policy import Thresholds


class VenueIn(Body):
    venue_id: Id
    since: AwareDatetime
    until: AwareDatetime


class NoticeIn(AskIn):
    """Whom to tell: contacts of some classes, or everybody who was at a venue."""

    urgency: Urgency
    sms: bool = Field(default=True, description="By text message, too; in the app always")
    classes: list[FollowedClass] = Field(default_factory=list)
    thresholds: Thresholds | None = None
    venue: VenueIn | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.classes) == (self.venue is not None):
            raise ValueError("give classes of contacts or a venue")
        return self

    @property
    def wanted(self) -> ContactsWanted | VenueWanted:
        """Whom to tell."""
        if self.venue is None:
            return ContactsWanted({Relation(one) for one in self.classes}, self.thresholds)
        return VenueWanted(self.venue.venue_id, self.venue.since, self.venue.until)


class NoticeDecisionIn(Body):
    approve: bool


class TextOut(BaseModel):
    zh: str
    en: str


class NoticeWords(BaseModel):
    """A notice in words."""

    title: TextOut
    body: TextOut
    todo: list[TextOut]


class PreviewOut(BaseModel):
    """What sending would do."""

    people: int
    told_before: int = Field(description="Left out: told as urgently before")
    elsewhere: list[ElsewhereOut] = Field(description="Left out: their divisions have not granted the case")
    messages: int = Field(description="Text messages; one phone of a family gets one")
    no_phone: int = Field(description="Told in the app only")
    second_officer: bool = Field(description="So many that another officer must agree")
    words: NoticeWords
    sms_text: str


class NoticeOut(BaseModel):
    """A notice, in numbers."""

    id: int
    case_id: int
    case_number: str
    division: NameOut
    urgency: Urgency
    kind: NoticeKind
    venue_name: str | None
    sms: bool
    people: int
    state: NoticeState
    reason: str
    made_by: str
    made_by_me: bool
    made_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    read: int
    sms_sent: int
    sms_waiting: int
    sms_failed: int
    no_phone: int


class NoticeList(BaseModel):
    items: list[NoticeOut]


class OwnNoticeOut(NoticeWords):
    """What the person, or somebody they look after, is told."""

    id: int
    person_id: int
    masked_name: str
    mine: bool
    urgency: Literal["urgent", "advice"]
    day: date
    sender: NameOut
    at: datetime
    read: bool


class OwnNotices(BaseModel):
    items: list[OwnNoticeOut]
    unread: int


def _text(text: Text) -> TextOut:
    return TextOut(zh=text.zh, en=text.en)


def words_out(urgency: Urgency, day: date, venue_name: str | None) -> NoticeWords:
    """Return a notice in words."""
    words = words_of(urgency, day, venue_name)
    return NoticeWords(title=_text(words.title), body=_text(words.body), todo=[_text(one) for one in words.todo])


def preview_out(preview: Preview, urgency: Urgency, day: date, divisions: Divisions) -> PreviewOut:
    """Return a preview as it is answered; `day` stands for each person's own."""
    return PreviewOut(
        people=preview.people,
        told_before=preview.told_before,
        elsewhere=elsewhere_out(preview.elsewhere, divisions),
        messages=preview.messages,
        no_phone=preview.no_phone,
        second_officer=preview.second_officer,
        words=words_out(urgency, day, preview.venue_name),
        sms_text=sms_text(urgency),
    )


def notice_out(notice: Notice, officer_id: int, divisions: Divisions) -> NoticeOut:
    """Return a notice as officers get it."""
    return NoticeOut(
        id=notice.id,
        case_id=notice.case_id,
        case_number=notice.case_number,
        division=division_named(notice.division_code, divisions),
        urgency=notice.urgency,
        kind=notice.kind,
        venue_name=notice.venue_name,
        sms=notice.sms,
        people=notice.people,
        state=notice.state,
        reason=notice.reason,
        made_by=notice.made_by_name,
        made_by_me=notice.made_by == officer_id,
        made_at=notice.made_at,
        decided_by=notice.decided_by_name,
        decided_at=notice.decided_at,
        read=notice.read,
        sms_sent=notice.sms_sent,
        sms_waiting=notice.sms_waiting,
        sms_failed=notice.sms_failed,
        no_phone=notice.no_phone,
    )


def own_notices_out(found: list[OwnNotice], person_id: int, divisions: Divisions) -> OwnNotices:
    """Return notices as the person gets them."""
    items = [
        OwnNoticeOut(
            **words_out(one.urgency, one.exposed_on, one.venue_name).model_dump(),
            id=one.id,
            person_id=one.person_id,
            masked_name=one.masked_name,
            mine=one.person_id == person_id,
            urgency=one.urgency.value,
            day=one.exposed_on,
            sender=division_named(one.division_code, divisions),
            at=one.at,
            read=one.read_at is not None,
        )
        for one in found
    ]
    return OwnNotices(items=items, unread=sum(not one.read for one in items))
