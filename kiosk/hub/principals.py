"""Acting for another person: by which right, from the register; both are named and kept."""

from __future__ import annotations

import logging

from sqlalchemy import select

from kiosk.backend.case_models import Principal, PrincipalRequest
from kiosk.backend.models import Standing
from kiosk.catalogue.matter import ProxyRule
from kiosk.domain.masks import mask_name
from kiosk.hub.acts import Act
from kiosk.hub.asking import Asked, ask, full_years
from kiosk.hub.departments.registry import AgentRule, refused
from kiosk.hub.hashing import draw_token
from kiosk.hub.problems import Refusal
from kiosk.hub.records import Records
from kiosk.hub.register import RelationKind, relation
from kiosk.hub.tables import PrincipalRow, ResidentRow

log = logging.getLogger("kiosk.hub.principals")

ADULT = 18
"""民法典 第十七条: who is eighteen acts for himself."""


def find(act: Act, request: PrincipalRequest) -> Principal | Refusal:
    """The holder of a document in whose name the person of this session wants to act in one matter."""
    asked = ask(act, request.matter, request.subject, request.assurance, None)
    if isinstance(asked, Refusal):
        return asked
    holder = act.session.scalars(
        select(ResidentRow).where(ResidentRow.number == request.number)
    ).one_or_none()
    agent = asked.resident
    if holder is None or agent is None:
        return refused("not-related")
    if holder.key == agent.key:
        return refused("same-person")
    if request.name is not None and request.name.strip() != holder.name:
        return refused("details-differ")
    if holder.standing != Standing.OK:
        return refused("document-not-valid")
    right = _right(asked, agent, holder)
    if isinstance(right, Refusal):
        return right
    reference = draw_token()
    assert asked.admission is not None
    act.session.add(
        PrincipalRow(
            reference=reference,
            subject=asked.admission.subject,
            matter=request.matter,
            resident=holder.key,
            agent=agent.key,
            right=right,
            given_at=act.now,
        )
    )
    # The table names both; a log never does.
    log.info("acting for another", extra={"fields": {"matter": request.matter, "right": right}})
    return Principal(acting_for=reference, name_masked=mask_name(holder.name))


def _right(asked: Asked, agent: ResidentRow, holder: ResidentRow) -> str | Refusal:
    """By what the one may act for the other in this matter."""
    rule = asked.definition.proxy if asked.definition else ProxyRule.NOBODY
    related = relation(Records(asked.act.session, agent.key), holder.key)
    is_adult = full_years(agent.birth, asked.today) >= ADULT
    match rule:
        case ProxyRule.NOBODY:
            return refused("in-person-only")
        case ProxyRule.GUARDIAN:
            if not is_adult or full_years(holder.birth, asked.today) >= asked.handler.ward_below:
                return refused("guardian-age")
            return "guardian" if related is RelationKind.CHILD else refused("not-related")
        case ProxyRule.AGENT:
            if not is_adult:
                return refused("guardian-age")
            if asked.handler.agents is AgentRule.FAMILY and related is None:
                return refused("not-related")
            return "agent" if related is None else related.value
