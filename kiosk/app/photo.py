"""The card reader's photo decoder, as the runtime wants it."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from drivers.contract import IdCard
from drivers.id_card_reader.photo import PhotoDecoder
from kiosk.runtime.vault import Photo
from kiosk.vision.port import ReferenceKind

_log = logging.getLogger(__name__)
DECODE_S = 3.0


@dataclass(frozen=True, slots=True)
class CardPhotos:
    decoder: PhotoDecoder

    async def decode(self, card: IdCard) -> Photo | None:
        decoded = await self.decoder.decode(card.photo, DECODE_S)
        if decoded.result is None:
            _log.warning("The photo of a card could not be used: %s", decoded.detail or decoded.code.value)
            return None
        return Photo(decoded.result.image, ReferenceKind.ENCODED)
