"""What a person can ask for at the screen. Each is an event of the flow.

An intent carries no personal data that was typed: the runtime puts typed values into the vault first and
hands the flow a finding (``kiosk.flow.events``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.flow.display import Language, Palette, Reach, TypeSize
from kiosk.flow.errand import Entry


@dataclass(frozen=True, slots=True)
class LookFirst:
    """先看看: the menu without login."""


@dataclass(frozen=True, slots=True)
class UseCredential:
    """Show where the card or the code goes."""


@dataclass(frozen=True, slots=True)
class ChooseLifeEvent:
    life_event: str


@dataclass(frozen=True, slots=True)
class ChooseDepartment:
    department: str


@dataclass(frozen=True, slots=True)
class ShowAllMatters:
    """The whole catalogue, by department."""


@dataclass(frozen=True, slots=True)
class SearchFor:
    """What stands in the search field now (what is searched is no personal data)."""

    words: str


@dataclass(frozen=True, slots=True)
class OpenSearch:
    """Show the search field with its keyboard."""


@dataclass(frozen=True, slots=True)
class ChooseMatter:
    """Open a matter's guide (办事指南), or why it cannot be done now."""

    matter: str


@dataclass(frozen=True, slots=True)
class StartMatter:
    matter: str


@dataclass(frozen=True, slots=True)
class GoBack:
    pass


@dataclass(frozen=True, slots=True)
class EndSession:
    pass


@dataclass(frozen=True, slots=True)
class AskForHelp:
    pass


@dataclass(frozen=True, slots=True)
class StayHere:
    """I am still here: one press extends."""


@dataclass(frozen=True, slots=True)
class ChangeLanguage:
    language: Language


@dataclass(frozen=True, slots=True)
class ChangeSize:
    size: TypeSize


@dataclass(frozen=True, slots=True)
class ChangePalette:
    palette: Palette


@dataclass(frozen=True, slots=True)
class ChangeReach:
    reach: Reach


@dataclass(frozen=True, slots=True)
class GiveConsent:
    """Consent to the face check, on its own page."""


@dataclass(frozen=True, slots=True)
class RefuseConsent:
    pass


@dataclass(frozen=True, slots=True)
class TryFaceAgain:
    pass


class OtherWay(StrEnum):
    """Ways of proving who one is without a face check."""

    PHONE_CODE = "phone_code"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class ChooseOtherWay:
    way: OtherWay


@dataclass(frozen=True, slots=True)
class ShowOtherWays:
    pass


@dataclass(frozen=True, slots=True)
class SendCodeAgain:
    pass


@dataclass(frozen=True, slots=True)
class Continue:
    """The primary action of a page: next, submit, confirm what was typed."""


@dataclass(frozen=True, slots=True)
class TurnPage:
    page: int  # 0-based


@dataclass(frozen=True, slots=True)
class PrintProof:
    pass


@dataclass(frozen=True, slots=True)
class PrintAgain:
    """After the technician or the person put the printer right."""


@dataclass(frozen=True, slots=True)
class GoOnWithoutPaper:
    pass


@dataclass(frozen=True, slots=True)
class Rate:
    level: int  # 5 非常满意 … 1 非常不满意 (GB/T 39735)


@dataclass(frozen=True, slots=True)
class ChooseReason:
    reason: str


@dataclass(frozen=True, slots=True)
class DropReason:
    reason: str


@dataclass(frozen=True, slots=True)
class WantCallBack:
    wanted: bool


@dataclass(frozen=True, slots=True)
class SkipRating:
    pass


@dataclass(frozen=True, slots=True)
class DoAnotherMatter:
    pass


@dataclass(frozen=True, slots=True)
class ChooseEntry:
    entry: Entry


@dataclass(frozen=True, slots=True)
class ActForOneself:
    pass


@dataclass(frozen=True, slots=True)
class ActForAnother:
    pass


@dataclass(frozen=True, slots=True)
class ProveAgain:
    """Who one is, and then on with what was asked."""


@dataclass(frozen=True, slots=True)
class EditRow:
    """A row of a list; one more than there are is a new one."""

    field: str
    row: int


@dataclass(frozen=True, slots=True)
class RemoveRow:
    pass


@dataclass(frozen=True, slots=True)
class PressFieldButton:
    """A field's own button: send the code that it asks for, read the card that it wants."""

    field: str


@dataclass(frozen=True, slots=True)
class TakePictures:
    """Lay the material under the document camera."""

    material: str


@dataclass(frozen=True, slots=True)
class SendByPhone:
    material: str


@dataclass(frozen=True, slots=True)
class LookAtPages:
    material: str


@dataclass(frozen=True, slots=True)
class TakePicture:
    pass


@dataclass(frozen=True, slots=True)
class ChoosePage:
    page: int  # 0-based


@dataclass(frozen=True, slots=True)
class TurnPicture:
    pass


@dataclass(frozen=True, slots=True)
class MovePageEarlier:
    pass


@dataclass(frozen=True, slots=True)
class DropPage:
    pass


@dataclass(frozen=True, slots=True)
class AddPage:
    pass


@dataclass(frozen=True, slots=True)
class ChangeAnswers:
    """From the review back to a group of the form."""

    group: int


@dataclass(frozen=True, slots=True)
class ChangeMaterials:
    pass


@dataclass(frozen=True, slots=True)
class ClearSignature:
    pass


@dataclass(frozen=True, slots=True)
class Reveal:
    """Show what is masked, while it is pressed."""

    shown: bool


@dataclass(frozen=True, slots=True)
class ShowPreview:
    pass


@dataclass(frozen=True, slots=True)
class WithdrawCase:
    pass


@dataclass(frozen=True, slots=True)
class SupplementCase:
    pass


@dataclass(frozen=True, slots=True)
class PrintGuide:
    pass


@dataclass(frozen=True, slots=True)
class DoInstead:
    """Another matter serves the person better."""

    matter: str


Intent = (
    LookFirst
    | UseCredential
    | ChooseLifeEvent
    | ChooseDepartment
    | ShowAllMatters
    | SearchFor
    | OpenSearch
    | ChooseMatter
    | StartMatter
    | GoBack
    | EndSession
    | AskForHelp
    | StayHere
    | ChangeLanguage
    | ChangeSize
    | ChangePalette
    | ChangeReach
    | GiveConsent
    | RefuseConsent
    | TryFaceAgain
    | ChooseOtherWay
    | ShowOtherWays
    | SendCodeAgain
    | Continue
    | TurnPage
    | PrintProof
    | PrintAgain
    | GoOnWithoutPaper
    | Rate
    | ChooseReason
    | DropReason
    | WantCallBack
    | SkipRating
    | DoAnotherMatter
    | ChooseEntry
    | ActForOneself
    | ActForAnother
    | ProveAgain
    | EditRow
    | RemoveRow
    | PressFieldButton
    | TakePictures
    | SendByPhone
    | LookAtPages
    | TakePicture
    | ChoosePage
    | TurnPicture
    | MovePageEarlier
    | DropPage
    | AddPage
    | ChangeAnswers
    | ChangeMaterials
    | ClearSignature
    | Reveal
    | ShowPreview
    | WithdrawCase
    | SupplementCase
    | PrintGuide
    | DoInstead
)
