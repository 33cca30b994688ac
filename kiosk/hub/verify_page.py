"""The public page that confirms a proof: no login, no script, nothing kept, and no more than the paper
already says."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from typing import assert_never

from kiosk.backend.models import ProofStatus
from kiosk.hub.clock import SHANGHAI, Clock
from kiosk.hub.proofs import PublicProof

HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}

_STYLE = """
body{font:1.0625rem/1.6 "Noto Sans CJK SC","Noto Sans SC",sans-serif;
color:#1d2129;background:#f2f3f5;margin:0}
main{max-width:34rem;margin:0 auto;background:#fff;padding:1.5rem;min-height:100vh;box-sizing:border-box}
h1{font-size:1.4rem;margin:.25rem 0 1rem}small{color:#4e5969}
.state{padding:.75rem 1rem;border-left:.375rem solid;font-weight:600}
.good{border-color:#00753b;background:#e8f7ee}.bad{border-color:#b42318;background:#fdecea}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.4rem 1rem}dt{color:#4e5969}
dd{margin:0;overflow-wrap:anywhere}
"""


@dataclass(slots=True)
class RateLimit:
    """So many looks a minute from one address; the addresses are forgotten with the minute."""

    clock: Clock
    allowed: int = 30
    _since: datetime | None = None
    _looks: OrderedDict[str, int] = field(default_factory=OrderedDict)

    def allows(self, address: str) -> bool:
        """Count a look and say whether it may be answered."""
        now = self.clock()
        if self._since is None or now - self._since >= timedelta(minutes=1) or now < self._since:
            self._since = now
            self._looks.clear()
        if len(self._looks) >= 10_000 and address not in self._looks:
            return False
        self._looks[address] = self._looks.get(address, 0) + 1
        return self._looks[address] <= self.allowed


def page(proof: PublicProof | None) -> str:
    """The page for a proof, or for a code that belongs to none."""
    if proof is None:
        return _frame(
            "没有查到", "Not found", "bad", "没有查到这个验证码对应的证明。请核对纸上的验证码。"
            "<br>No proof has this code. Please compare it with the paper.", ""
        )  # fmt: skip
    rows = [
        ("证明编号", "Serial", proof.serial),
        ("姓名", "Name", proof.name_masked),
        *proof.lines,
        ("出具时间", "Issued", proof.issued_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")),
    ]
    facts = "".join(
        f"<dt>{escape(zh)}<br><small lang=en>{escape(en)}</small></dt><dd>{escape(value)}</dd>"
        for zh, en, value in rows
    )
    match proof.status:
        case ProofStatus.ISSUED | ProofStatus.PRINTED:
            kind, words = "good", "本证明由本系统出具，内容如下。<br>This proof is genuine; its contents are:"
        case ProofStatus.VOID:
            kind, words = "bad", "本证明已作废，请勿采信。<br>This proof is void. Do not rely on it."
        case _:
            assert_never(proof.status)
    return _frame(proof.title_zh, proof.title_en, kind, words, f"<dl>{facts}</dl>")


def too_many() -> str:
    """The page for an address that looks too often."""
    return _frame(
        "请稍后再试",
        "Too many requests",
        "bad",
        "查询过于频繁，请一分钟后再试。<br>Please try again in a minute.",
        "",
    )


def _frame(zh: str, en: str, kind: str, words: str, facts: str) -> str:
    return (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(zh)}</title><style>{_STYLE}</style><main>"
        f"<h1>{escape(zh)}<br><small lang=en>{escape(en)}</small></h1>"
        f'<p class="state {kind}">{words}</p>{facts}</main></html>'
    )
