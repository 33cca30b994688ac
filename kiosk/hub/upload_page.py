"""The page on the person's phone: choose pictures, look at them, send them. No login, nothing kept there.

One answer: style and script (``assets/phone``) stand in it under a nonce, nothing comes from
elsewhere. The script makes the pictures smaller before it sends them, and so turns whatever a phone keeps
into JPEG.
"""

from __future__ import annotations

import secrets
from html import escape
from pathlib import Path

from kiosk.hub.uploads import MOST_BYTES, PhonePage

_ASSETS = Path(__file__).resolve().parents[2] / "assets" / "phone"
MARK = "x-kiosk-upload"
"""Requests that change something carry this header: no foreign page can send it without being asked first."""


def headers(nonce: str) -> dict[str, str]:
    """What every page is sent with; a nonce of this answer alone lets its own style and script in."""
    return {
        "cache-control": "no-store",
        "content-security-policy": (
            f"default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; img-src blob:; "
            "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-robots-tag": "noindex",
    }


def new_nonce() -> str:
    """For one answer."""
    return secrets.token_urlsafe(18)


_STYLE = (_ASSETS / "upload.css").read_text("utf-8")
_SCRIPT = (_ASSETS / "upload.js").read_text("utf-8")


def page(shown: PhonePage, nonce: str) -> str:
    """The page for one material."""
    zh, en = escape(shown.material.zh), escape(shown.material.en)
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><title>上传材料 Upload</title>'
        f'<style nonce="{nonce}">{_STYLE}</style></head>'
        f'<body data-most="{shown.most_pages}" data-bytes="{MOST_BYTES}">'
        f"<h1>上传材料：{zh}<small>Upload: {en}</small></h1>"
        f"<p>拍照或选择照片，最多 {shown.most_pages} 张。照片只传给您正在使用的终端，办完或离开后即删除。"
        f"<small>Take or choose pictures, no more than {shown.most_pages}. They go to the terminal that you "
        "are using and are deleted when you leave, unless your case needs them.</small></p>"
        '<input id="pick" type="file" accept="image/*" multiple>'
        '<label class="b" id="choose" for="pick">拍照或选择照片<small>Take or choose pictures</small></label>'
        '<div id="list"></div>'
        '<button id="go" class="go" type="button" disabled>发送 Send</button>'
        '<div id="say" role="status" aria-live="polite"></div>'
        f'<script nonce="{nonce}">{_SCRIPT}</script></body></html>'
    )


def gone(nonce: str) -> str:
    """There is no page under this address, or not any more."""
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><title>已失效 Expired</title>'
        f'<style nonce="{nonce}">{_STYLE}</style></head><body>'
        "<h1>此页已失效<small>This page has expired</small></h1>"
        "<p>没有收到任何照片。请在终端上重新生成二维码。"
        "<small>No picture was received. Please ask the terminal for a new code.</small></p></body></html>"
    )
