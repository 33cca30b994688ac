"""An invented person's sheets and receipts, and how tests read them."""

from __future__ import annotations

import subprocess
from datetime import datetime, timedelta, timezone

from drivers.receipt_printer.document import Barcode, Pair, Qr, ReceiptDocument, Text
from kiosk.paper.sheet import Fact, ProofSheet, SheetColumn, Side, Standing

SHANGHAI = timezone(timedelta(hours=8))
MOMENT = datetime(2026, 11, 21, 9, 30, 5, tzinfo=SHANGHAI)
NAME = "张𬭎㛃"
NUMBER = "999999199001010014"


def contribution_record(months: int, name: str = NAME, standing: Standing = Standing.SAMPLE) -> ProofSheet:
    """A proof with this many rows, newest month first."""
    rows = []
    for index in range(months):
        year, month = divmod(2026 * 12 + 9 - index, 12)
        employer = ("上海某某软件技术有限公司", "上海某某商贸有限公司浦东新区分公司")[index // 60 % 2]
        rows.append((f"{year}-{month + 1:02d}", employer, "12,307.00", "1,969.12", "984.56", "正常缴费"))
    return ProofSheet(
        template="record",
        title="参加个人城镇基本养老保险缴费情况",
        title_en="Urban pension insurance: contribution record",
        service="上海市 24 小时自助政务服务",
        issuer="自助政务服务终端",
        organisation="上海市社会保险事业管理中心",
        case="SH-261121-000017",
        facts=(
            Fact("姓名", name),
            Fact("证件类型", "居民身份证"),
            Fact("证件号码", NUMBER),
            Fact("起止年月", f"{rows[-1][0]} 至 {rows[0][0]}"),
            Fact("缴费月数", str(months)),
            Fact("个人缴费合计", f"{984.56 * months:,.2f} 元"),
        ),
        caption="金额单位：元",
        columns=(
            SheetColumn("缴费年月", Side.CENTER, 20),
            SheetColumn("单位名称"),
            SheetColumn("缴费基数", Side.RIGHT, 22),
            SheetColumn("单位缴费", Side.RIGHT, 22),
            SheetColumn("个人缴费", Side.RIGHT, 22),
            SheetColumn("缴费情况", Side.CENTER, 19),
        ),
        rows=tuple(rows),
        total=("合计", f"{months} 个月", "", f"{1969.12 * months:,.2f}", f"{984.56 * months:,.2f}", ""),
        notes=(
            "本表反映打印之时的登记情况，最近一两个月的缴费可能尚未记入。",
            "本证明含个人信息，请妥善保管；核验以网上结果为准。",
        ),
        serial="Q01-261121-K7WMP4",
        verification_code="ABCD-EFGH-JKLM-NPQR",
        verify_url="https://hub.invalid/verify/ABCDEFGHJKLMNPQR",
        printed_at=MOMENT,
        terminal="ZWZZ-0001",
        standing=standing,
    )


def text_of(pdf: bytes) -> str:
    """What ``pdftotext`` finds, pages parted by form feeds."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def words(document: ReceiptDocument) -> str:
    """Everything that a reader of the receipt can read, line by line."""
    parts: list[str] = []
    for element in document.elements:
        match element:
            case Text(text):
                parts.append(text)
            case Pair(label, value):
                parts.append(f"{label} {value}")
            case Qr(data) | Barcode(data):
                parts.append(data)
            case _:
                pass
    return "\n".join(parts)
