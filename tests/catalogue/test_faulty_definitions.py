"""The newer words of a definition, each wrong once: line, what and remedy; the other matters are served."""

from __future__ import annotations

from pathlib import Path

import pytest
from catalogue.test_faulty_files import change, config, faults

__all__ = ["config"]  # a fixture

ENUM = "- {key: kind, label: {zh: 类, en: Kind}, type: enum, "
PAPER = "materials:\n- {key: book, name: {zh: 簿, en: Book}, sources: [SOURCES]CERT}\n"


@pytest.mark.parametrize(
    ("old", "new", "offset", "what", "remedy"),
    [
        # a type that is none
        ("  type: month\n  required: false\n  # The", "  type: moon\n  # The", 0, "'moon'", "month"),
        # a text that is missing, or empty, in one language
        (
            '  column.base: {zh: "缴费基数", en: "Base"}',
            '  column.base: {zh: "缴费基数"}',
            0,
            "'en' is missing",
            "Add",
        ),
        (
            '  column.base: {zh: "缴费基数", en: "Base"}',
            '  column.base: {zh: "", en: "Base"}',
            0,
            "at least 1",
            "change",
        ),
        # options that hang in the air
        (
            "checks:",
            f"{ENUM}options: [{{value: a, zh: 甲, en: A}}], default: b}}\nchecks:",
            0,
            "'b' is not one",
            "a",
        ),
        (
            "checks:",
            f"{ENUM}offered: true, options: [{{value: a, zh: 甲, en: A}}]}}\nchecks:",
            0,
            "offers the options",
            "remove 'offered'",
        ),
        ("checks:", f"{ENUM}dictionary: moons}}\nchecks:", 0, "moons", "dictionar"),
        # conditions that never hold
        (
            "checks:",
            f"{ENUM}options: [{{value: a, zh: 甲, en: A}}]}}\n- {{key: more, label: {{zh: 多, en: More}}, "
            "type: text, when: {kind: b}}\nchecks:",
            1,
            "can never hold",
            "a",
        ),
        (
            "checks:",
            "- {key: more, label: {zh: 多, en: More}, type: text, when: {late: b}}\nchecks:",
            0,
            "no field before it",
            "from, to",
        ),
        # groups
        (
            "checks:",
            "groups:\n- {title: {zh: 一, en: I}, fields: [from]}\nchecks:",
            None,
            "stands on no page",
            "groups",
        ),
        (
            "checks:",
            "groups:\n- {title: {zh: 一, en: I}, fields: [from]}\n"
            "- {title: {zh: 二, en: II}, fields: [from, to]}\nchecks:",
            2,
            "stands on two pages",
            "Remove",
        ),
        (
            "checks:",
            "groups:\n- {title: {zh: 一, en: I}, fields: [from, to, late]}\nchecks:",
            1,
            "no field 'late'",
            "from",
        ),
        (
            "checks:",
            "groups:\n- {title: {zh: 一, en: I}, fields: [to, from]}\nchecks:",
            0,
            "another order",
            "same order",
        ),
        # a code that is sent nowhere
        (
            "checks:",
            "- {key: code, label: {zh: 码, en: Code}, type: sms_code, sent_to: from}\nchecks:",
            0,
            "to no telephone",
            "'mobile'",
        ),
        (
            "  type: month\n  required: false\n  # The",
            "  type: month\n  sent_to: to\n  # The",
            1,
            "'sms_code'",
            "Remove",
        ),
        # papers
        (
            "needs:",
            PAPER.replace("SOURCES", "certificate").replace("CERT", "") + "needs:",
            1,
            "e-certificate",
            "'certificate'",
        ),
        (
            "needs:",
            PAPER.replace("SOURCES", "camera").replace("CERT", ", certificate: birth") + "needs:",
            1,
            "e-certificate",
            "'certificate'",
        ),
        # two entries with nothing to print
        ("- kind: a4_certificate\n", "", None, "nothing to print later", "A4"),
        # an age that nobody is told of
        (
            "proxy: nobody",
            "eligibility:\n- {text: {zh: 满 60 岁, en: From 60}, min_age: 60}\nproxy: nobody",
            1,
            "nothing is said",
            "'refusals'",
        ),
        (
            "proxy: nobody",
            "eligibility:\n- {text: {zh: 满 60 岁, en: From 60}, min_age: 60, refusal: young}\nproxy: nobody",
            1,
            "no refusal 'young'",
            "no-record",
        ),
    ],
)
def test_a_faulty_word_is_told_with_its_line_and_a_remedy(
    config: Path, old: str, new: str, offset: int | None, what: str, remedy: str
) -> None:
    file = config / "matters" / "Q01.yaml"
    if "eligibility" in new:
        change(file, "steps: [form", "steps: [conditions, form")
    if "materials:" in new:
        change(file, "steps: [form,", "steps: [form, materials,")
    if "print later" in what:
        change(file, "proxy: nobody", "proxy: nobody\nentries: [apply, print]")
    line = change(file, old, new)
    catalogue, problems = faults(config)
    told = [one for one in problems if what in one.what]
    assert told, problems
    assert all(one.file == file and one.line > 0 for one in problems)
    assert any(remedy in one.remedy for one in told), told
    if offset is not None:
        assert [one.line for one in told] == [line + offset]
    q01, other = catalogue.matter("Q01"), catalogue.matter("Q02")
    assert q01 is not None and not q01.handled
    assert other is not None and other.handled, "the others are served"
    assert sum(one.handled for one in catalogue.matters) >= 30
