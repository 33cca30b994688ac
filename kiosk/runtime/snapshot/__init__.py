"""What the screen shows: one immutable value, made by the core, drawn by ``screens``.

A snapshot may hold personal data already masked for the screen; it is never logged and has no readable form
beyond the page's name. ``actions`` are what the person can press: each carries the intent to send back.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.flow.display import Display
from kiosk.flow.words import Words
from kiosk.runtime.snapshot.matter import (
    CaptureContent,
    ChoiceCard,
    ChoicesContent,
    ConditionsContent,
    ConditionState,
    ConfirmContent,
    FieldKind,
    FormContent,
    FormField,
    Heading,
    HolderCardContent,
    ListRow,
    MaterialItem,
    MaterialsContent,
    MaterialState,
    PagesContent,
    Picture,
    PreviewContent,
    ResultContent,
    ResultStatus,
    ReviewContent,
    ReviewSection,
    SignatureContent,
    UploadContent,
)
from kiosk.runtime.snapshot.pages import (
    AttractContent,
    ConsentContent,
    CredentialContent,
    EntryContent,
    EntryKind,
    FaceContent,
    FacePhase,
    FinishedContent,
    GoodbyeContent,
    GuideContent,
    HelpContent,
    MatterCard,
    MenuContent,
    MenuView,
    OtherWaysContent,
    OutOfServiceContent,
    PrintingContent,
    ProblemContent,
    RatingContent,
    RatingReasonsContent,
    StartingContent,
    Tile,
    WorkingContent,
)
from kiosk.runtime.snapshot.parts import (
    Action,
    ActionRole,
    Fact,
    StepState,
)

__all__ = [
    "Action",
    "ActionRole",
    "AttractContent",
    "Bar",
    "CaptureContent",
    "ChoiceCard",
    "ChoicesContent",
    "ConditionState",
    "ConditionsContent",
    "ConfirmContent",
    "ConsentContent",
    "Content",
    "CredentialContent",
    "EntryContent",
    "EntryKind",
    "FaceContent",
    "FacePhase",
    "Fact",
    "FieldKind",
    "FinishedContent",
    "FormContent",
    "FormField",
    "GoodbyeContent",
    "GuideContent",
    "Heading",
    "HelpContent",
    "HolderCardContent",
    "IdleWarning",
    "ListRow",
    "MaterialItem",
    "MaterialState",
    "MaterialsContent",
    "MatterCard",
    "MenuContent",
    "MenuView",
    "OtherWaysContent",
    "OutOfServiceContent",
    "PagesContent",
    "Picture",
    "PreviewContent",
    "PrintingContent",
    "ProblemContent",
    "RatingContent",
    "RatingReasonsContent",
    "ResultContent",
    "ResultStatus",
    "ReviewContent",
    "ReviewSection",
    "SignatureContent",
    "Snapshot",
    "StartingContent",
    "StepState",
    "Tile",
    "UploadContent",
    "WorkingContent",
]

Content = (
    StartingContent
    | OutOfServiceContent
    | AttractContent
    | MenuContent
    | GuideContent
    | CredentialContent
    | WorkingContent
    | ProblemContent
    | ConsentContent
    | OtherWaysContent
    | EntryContent
    | FaceContent
    | ChoicesContent
    | HolderCardContent
    | ConditionsContent
    | FormContent
    | MaterialsContent
    | CaptureContent
    | PagesContent
    | UploadContent
    | ReviewContent
    | SignatureContent
    | ResultContent
    | PreviewContent
    | ConfirmContent
    | PrintingContent
    | FinishedContent
    | RatingContent
    | RatingReasonsContent
    | GoodbyeContent
    | HelpContent
)


@dataclass(frozen=True, slots=True, repr=False)
class IdleWarning:
    """Shown over the page; ``ends_at`` is in seconds of the core's monotonic clock (time.monotonic)."""

    ends_at: float


@dataclass(frozen=True, slots=True, repr=False)
class Bar:
    """The band that always stands at the bottom, always in this order: 返回 求助 长辈版 EN 结束."""

    back: Action | None
    help: Action | None
    size: Action | None
    language: Action | None
    end: Action | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    revision: int
    content: Content = field(repr=False)
    display: Display
    bar: Bar = field(repr=False)
    zone: Words = field(repr=False)
    terminal: str
    idle: IdleWarning | None = field(default=None, repr=False)
    acting_for: Words | None = field(default=None, repr=False)  # 您正在替 张*明 办理: on every page
