"""Physical effects: what may follow what, and that nothing is repeated."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule

from kiosk.journal import (
    EffectState,
    Journal,
    JournalledEffect,
    LetterKind,
    TransitionRefused,
    effects,
    schema,
)
from kiosk.journal.effects import TRANSITIONS, may_follow
from kiosk.journal.letters import letters_of
from kiosk.journal.reconcile import AskDevice, CancelJob, DeviceFact, Settle, Ticket, reconcile

pytestmark = pytest.mark.anyio
S = EffectState
AT = datetime(2026, 11, 21, tzinfo=UTC)


def effect(state: EffectState, *, kind: str = "proof", name: str = "s-1") -> JournalledEffect:
    return JournalledEffect(name, kind, "P-0001", state, "", AT.isoformat(), AT.isoformat())


def test_only_an_armed_effect_can_be_done() -> None:
    assert [before for before in S if may_follow(before, S.DONE)] == [S.ARMED, S.UNKNOWN]
    assert not may_follow(S.INTENT, S.DONE)


def test_nothing_returns_to_where_the_wire_may_be_touched() -> None:
    """From no state that follows armed does any path lead to armed or intent again."""
    reached: set[EffectState] = set()
    frontier = set(TRANSITIONS[S.ARMED])
    while frontier:
        state = frontier.pop()
        reached.add(state)
        frontier |= TRANSITIONS[state] - reached
    assert reached.isdisjoint({S.INTENT, S.ARMED})


async def test_an_effect_runs_its_course(journal: Journal) -> None:
    await journal.intend("s-1", "proof", "P-0001")
    await journal.arm("s-1")
    assert [e.state for e in await journal.open_effects()] == [S.ARMED]
    await journal.settle("s-1", S.DONE, "job 3 completed")
    found = await journal.effect("s-1")
    assert found is not None and (found.state, found.note) == (S.DONE, "job 3 completed")
    assert await journal.open_effects() == ()


async def test_an_effect_is_never_begun_twice(journal: Journal) -> None:
    await journal.intend("s-1", "proof", "P-0001")
    with pytest.raises(TransitionRefused, match="begun already"):
        await journal.intend("s-1", "proof", "P-0002")


@pytest.mark.parametrize("before", list(S))
@pytest.mark.parametrize("after", list(S))
async def test_every_pair_of_states_is_allowed_or_refused(
    journal: Journal, before: EffectState, after: EffectState
) -> None:
    await journal.intend("s-1", "proof", "P-0001")
    ways = {S.INTENT: (), S.ARMED: (S.ARMED,), S.DONE: (S.ARMED, S.DONE), S.VOID: (S.VOID,),
            S.UNKNOWN: (S.ARMED, S.UNKNOWN)}  # fmt: skip
    for state in ways[before]:
        await journal.settle("s-1", state, "")
    if may_follow(before, after):
        await journal.settle("s-1", after, "")
        expected = after
    else:
        with pytest.raises(TransitionRefused):
            await journal.settle("s-1", after, "")
        expected = before
    found = await journal.effect("s-1")
    assert found is not None and found.state is expected


async def test_an_effect_that_never_began_cannot_move(journal: Journal) -> None:
    with pytest.raises(TransitionRefused, match="no effect"):
        await journal.arm("s-9")


@pytest.mark.parametrize(
    ("state", "kinds"),
    [
        (S.DONE, [LetterKind.PROOF_PRINTED]),
        (S.VOID, [LetterKind.PROOF_VOID]),
        (S.UNKNOWN, [LetterKind.PROOF_VOID, LetterKind.STAFF_TICKET]),
    ],
)
async def test_settling_a_proof_keeps_what_the_back_end_must_hear(
    journal: Journal, state: EffectState, kinds: list[LetterKind]
) -> None:
    await journal.intend("s-1", "proof", "P-0001")
    await journal.arm("s-1")
    assert await journal.waiting_letters() == ()
    await journal.settle("s-1", state, "")
    assert [letter.kind for letter in await journal.waiting_letters()] == kinds


def test_a_receipt_has_no_serial_to_tell_of() -> None:
    assert letters_of(S.ARMED, effect(S.DONE, kind="receipt")) == ()
    assert letters_of(S.ARMED, effect(S.VOID, kind="receipt")) == ()


def test_what_was_told_as_unknown_is_not_told_again() -> None:
    assert letters_of(S.UNKNOWN, effect(S.DONE)) == ()
    assert letters_of(S.UNKNOWN, effect(S.VOID)) == ()


# --- reconciliation ----------------------------------------------------------------------------------------


def test_what_was_not_armed_is_void_without_asking() -> None:
    [action] = reconcile([effect(S.INTENT)], {})
    assert isinstance(action, Settle) and action.state is S.VOID


def test_what_was_armed_is_asked_of_the_device() -> None:
    assert reconcile([effect(S.ARMED)], {}) == (AskDevice("s-1", "proof"),)
    assert reconcile([effect(S.ARMED)], {"s-1": DeviceFact.SILENT}) == (AskDevice("s-1", "proof"),)


def test_a_job_that_still_runs_is_cancelled_because_its_person_has_gone() -> None:
    assert reconcile([effect(S.ARMED)], {"s-1": DeviceFact.RUNNING}) == (CancelJob("s-1", "proof"),)


@pytest.mark.parametrize(
    ("fact", "state", "ticket"),
    [
        (DeviceFact.FINISHED, S.DONE, "paper_left"),
        (DeviceFact.FAILED, S.VOID, None),
        (DeviceFact.NEVER_HEARD, S.VOID, None),
        (DeviceFact.CANNOT_TELL, S.UNKNOWN, "print_unknown"),
        (DeviceFact.GIVEN_UP, S.UNKNOWN, "print_unknown"),
    ],
)
def test_what_the_device_says_settles_it(fact: DeviceFact, state: EffectState, ticket: str | None) -> None:
    settle, *rest = reconcile([effect(S.ARMED)], {"s-1": fact})
    assert isinstance(settle, Settle) and settle.state is state
    assert [a.kind.value for a in rest if isinstance(a, Ticket)] == ([ticket] if ticket else [])


@given(
    st.lists(st.tuples(st.sampled_from(list(S)), st.sampled_from([None, *DeviceFact])), max_size=6),
)
def test_every_action_is_one_that_the_table_allows(
    cases: list[tuple[EffectState, DeviceFact | None]],
) -> None:
    found = {f"s-{i}": effect(state, name=f"s-{i}") for i, (state, _) in enumerate(cases)}
    facts = {f"s-{i}": fact for i, (_, fact) in enumerate(cases) if fact is not None}
    for action in reconcile(found.values(), facts):
        if isinstance(action, Settle):
            assert may_follow(found[action.effect].state, action.state)
        if isinstance(action, AskDevice | CancelJob):
            assert found[action.effect].state is S.ARMED


# --- any order of steps and stops --------------------------------------------------------------------------


class EffectsMachine(RuleBasedStateMachine):
    """Any steps, in any order, with stops between them, against a printer that counts what came out.

    The kiosk of this model forgets all but the journal at a stop. Its rule for the wire is the one that the
    runtime keeps: armed on the disk first, and sent once in the life of the process that armed it.
    """

    names = Bundle("names")

    def __init__(self) -> None:
        super().__init__()
        self.db = sqlite3.connect(":memory:", isolation_level=None)
        schema.migrate(self.db)
        self.count = 0
        self.may_send: set[str] = set()  # what this process armed and has not sent
        self.printed: dict[str, int] = {}
        self.memory: dict[str, DeviceFact] = {}

    def state(self, name: str) -> EffectState:
        found = effects.find(self.db, name)
        assert found is not None
        return found.state

    @rule(target=names)
    def intend(self) -> str:
        self.count += 1
        name = f"s-{self.count}"
        effects.intend(self.db, name, "proof", f"P-{self.count:04}", AT)
        return name

    @rule(name=names)
    def arm(self, name: str) -> None:
        if self.state(name) is not S.INTENT:
            with pytest.raises(TransitionRefused):
                effects.move(self.db, name, S.ARMED, "", AT)
            return
        effects.move(self.db, name, S.ARMED, "", AT)
        self.may_send.add(name)

    @rule(name=names, fact=st.sampled_from([DeviceFact.FINISHED, DeviceFact.FAILED, DeviceFact.RUNNING]))
    def send(self, name: str, fact: DeviceFact) -> None:
        if name in self.may_send:
            self.may_send.discard(name)
            self.memory[name] = fact
            self.printed[name] = self.printed.get(name, 0) + (fact is not DeviceFact.FAILED)

    @precondition(lambda self: self.count)
    @rule()
    def stop_and_start_again(self) -> None:
        self.may_send.clear()
        while True:
            open_effects = effects.in_states(self.db, S.INTENT, S.ARMED)
            facts = {e.id: self.memory.get(e.id, DeviceFact.NEVER_HEARD) for e in open_effects}
            for action in reconcile(open_effects, facts):
                match action:
                    case Settle(name, state, note):
                        effects.move(self.db, name, state, note, AT)
                    case CancelJob(name, _):
                        self.memory[name] = DeviceFact.FAILED
                        self.printed[name] -= 1  # what was cancelled did not come out
                    case AskDevice() | Ticket():
                        pass
            if not effects.in_states(self.db, S.INTENT, S.ARMED):
                break

    @invariant()
    def nothing_came_out_twice(self) -> None:
        assert all(count <= 1 for count in self.printed.values())

    @invariant()
    def nothing_was_sent_that_was_not_armed(self) -> None:
        assert all(self.state(name) is not S.INTENT for name in self.memory)

    @invariant()
    def done_means_that_it_came_out_and_void_that_it_did_not(self) -> None:
        for name, count in self.printed.items():
            state = self.state(name)
            assert state is not S.DONE or count == 1
            assert state is not S.VOID or count == 0

    def teardown(self) -> None:
        self.db.close()


TestEffectsMachine = EffectsMachine.TestCase
