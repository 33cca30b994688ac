"""The page on the person's phone: for one material of one session, a quarter of an hour, and no longer."""

from __future__ import annotations

import re

import httpx
import pytest
from hub.player import PAGE_JPEG
from hub.world import OTHER_TERMINAL, World, browser, refusal, value

from kiosk.backend.answers import RefusalType
from kiosk.backend.case_models import Upload, UploadRequest, UploadState
from kiosk.hub import upload_page, uploads

pytestmark = pytest.mark.anyio

SENT_BY_THE_PAGE = {"x-kiosk-upload": "1", "content-type": "image/jpeg"}


async def start(world: World, subject: str) -> tuple[Upload, str]:
    """The upload and the path of its page."""
    request = UploadRequest(subject=subject, matter="Q01", material="paper")
    upload = value(await world.back_end.start_upload(request, key=world.key()))
    return upload, upload.url.removeprefix("https://zone.invalid")


async def send(world: World, path: str, body: bytes = PAGE_JPEG, **headers: str) -> httpx.Response:
    async with browser(world.application) as phone:
        return await phone.post(f"{path}/pages", content=body, headers={**SENT_BY_THE_PAGE, **headers})


async def done(world: World, path: str) -> httpx.Response:
    async with browser(world.application) as phone:
        return await phone.post(f"{path}/done", headers=SENT_BY_THE_PAGE)


async def test_pictures_of_the_phone_come_to_the_terminal(world: World) -> None:
    subject = await world.subject()
    upload, path = await start(world, subject)
    states = [value(await world.back_end.uploaded(upload.id, subject)).state]
    assert (await world.raw("GET", path)).status_code == 200
    states.append(value(await world.back_end.uploaded(upload.id, subject)).state)
    assert (await send(world, path)).status_code == 204
    assert (await send(world, path)).status_code == 204
    assert (await done(world, path)).status_code == 204
    came = value(await world.back_end.uploaded(upload.id, subject))
    assert [*states, came.state] == [UploadState.WAITING, UploadState.OPENED, UploadState.SENT]
    assert len(came.pages) == 2
    rest = value(await world.back_end.uploaded(upload.id, subject, seen=(came.pages[0].page,)))
    assert [page.page for page in rest.pages] == [came.pages[1].page]


async def test_the_page_names_nobody_and_runs_nothing_foreign(world: World) -> None:
    upload, path = await start(world, await world.subject())
    response = await world.raw("GET", path)
    policy = response.headers["content-security-policy"]
    nonce = re.search(r"script-src 'nonce-([^']+)'", policy)
    assert nonce is not None
    assert f'<script nonce="{nonce[1]}">' in response.text
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert not re.search(r"https?://|王明远|999999", response.text)
    assert upload.id not in path
    again = await world.raw("GET", path)
    assert again.headers["content-security-policy"] != policy
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("minutes", [15, 16, 200])
async def test_the_page_is_gone_after_a_quarter_of_an_hour(world: World, minutes: int) -> None:
    subject = await world.subject()
    upload, path = await start(world, subject)
    world.clock.move(minutes=minutes)
    assert (await world.raw("GET", path)).status_code == 410
    assert (await send(world, path)).status_code == 410
    assert (await done(world, path)).status_code == 410
    assert value(await world.back_end.uploaded(upload.id, subject)).state is UploadState.EXPIRED


async def test_the_page_dies_with_the_session_and_its_pictures_with_it(world: World) -> None:
    subject = await world.subject()
    upload, path = await start(world, subject)
    await send(world, path)
    await world.back_end.end_admission(subject)
    assert (await world.raw("GET", path)).status_code == 410
    assert (await send(world, path)).status_code == 410
    assert refusal(await world.back_end.uploaded(upload.id, subject)) is RefusalType.UPLOAD_UNKNOWN


async def test_after_sending_nothing_more_is_taken(world: World) -> None:
    _, path = await start(world, await world.subject())
    await send(world, path)
    await done(world, path)
    assert (await send(world, path)).status_code == 410
    assert (await world.raw("GET", path)).status_code == 410


async def test_a_new_code_ends_the_earlier_page(world: World) -> None:
    subject = await world.subject()
    _, first = await start(world, subject)
    _, second = await start(world, subject)
    assert (await send(world, first)).status_code == 410
    assert (await send(world, second)).status_code == 204


async def test_another_session_and_another_terminal_see_nothing_of_it(world: World) -> None:
    subject = await world.subject()
    upload, _ = await start(world, subject)
    other = await world.subject()
    assert refusal(await world.back_end.uploaded(upload.id, other)) is RefusalType.UPLOAD_UNKNOWN
    there = world.client(OTHER_TERMINAL)
    assert refusal(await there.uploaded(upload.id, subject)) is RefusalType.UPLOAD_UNKNOWN


@pytest.mark.parametrize(
    "headers",
    [{"x-kiosk-upload": "0"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}],
)
async def test_what_another_page_sends_is_turned_away(world: World, headers: dict[str, str]) -> None:
    upload, path = await start(world, subject := await world.subject())
    assert (await send(world, path, **headers)).status_code == 403
    assert value(await world.back_end.uploaded(upload.id, subject)).pages == ()


async def test_a_guessed_address_leads_nowhere(world: World) -> None:
    assert (await world.raw("GET", "/upload/" + "A" * 32)).status_code == 410
    assert (await send(world, "/upload/" + "A" * 32)).status_code == 410


async def test_what_is_no_picture_too_large_or_too_much_is_not_kept(world: World) -> None:
    upload, path = await start(world, subject := await world.subject())
    assert (await send(world, path, b"\x89PNG" + b"\x00" * 200)).status_code == 422
    too_large = PAGE_JPEG[:-2] + b"\x00" * uploads.MOST_BYTES + b"\xff\xd9"
    assert (await send(world, path, too_large)).status_code == 413
    for _ in range(uploads.MOST_PAGES):
        assert (await send(world, path)).status_code == 204
    assert (await send(world, path)).status_code == 409
    assert len(value(await world.back_end.uploaded(upload.id, subject)).pages) == uploads.MOST_PAGES


async def test_large_pictures_come_in_several_answers(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "ANSWER_BYTES", len(PAGE_JPEG) * 2)
    upload, path = await start(world, subject := await world.subject())
    for _ in range(5):
        await send(world, path)
    seen: tuple[str, ...] = ()
    sizes = []
    while pages := value(await world.back_end.uploaded(upload.id, subject, seen=seen)).pages:
        seen += tuple(page.page for page in pages)
        sizes.append(len(pages))
    assert sizes == [2, 2, 1]


async def test_an_address_that_asks_too_often_waits(world: World) -> None:
    _, path = await start(world, await world.subject())
    statuses = [(await world.raw("GET", path)).status_code for _ in range(121)]
    assert statuses[-1] == 429
    world.clock.move(minutes=1)
    assert (await world.raw("GET", path)).status_code == 200


def test_the_words_of_the_page_stand_in_both_languages() -> None:
    script = upload_page._SCRIPT
    for words in re.findall(r"^(?:const words=\{)?(\w+):\[(.*)", script, re.MULTILINE):
        assert words[1]
    assert script.count("x-kiosk-upload") == 1
