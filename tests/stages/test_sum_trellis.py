"""The trellis and its approximations against counting every assignment."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_pipeline.stages import prune_symbols, sum_trellis
from ocr_pipeline.stages.prune_symbols import by_beliefs, prune, restore
from ocr_pipeline.stages.sum_messages import SumMessages
from ocr_pipeline.stages.sum_problem import Problem, SumCheck, Symbol, Variable, components, part
from ocr_pipeline.stages.sum_trellis import solve

ECHO = math.log(0.3)
BROKEN = math.log(1e-3)
Weights = dict[tuple[int, ...], float]


def counted(problem: Problem) -> Weights:
    """The log-weight of every assignment, by the rules of the problem themselves."""
    weights = {}
    for choice in itertools.product(*(range(len(v.symbols)) for v in problem.variables)):
        chosen = [variable.symbols[number] for variable, number in zip(problem.variables, choice, strict=True)]
        weights[choice] = sum(symbol.weight for symbol in chosen) + _sums(problem, chosen)
    return weights


def _sums(problem: Problem, chosen: list[Symbol]) -> float:
    broken: dict[int, list[float]] = {}
    for check in problem.sums:
        amounts = [(chosen[variable].amount, factor) for variable, factor in check.parts]
        if all(amount is not None for amount, _ in amounts):
            total = abs(check.start + sum((amount or 0) * factor for amount, factor in amounts))
            if total > check.tolerance:
                broken.setdefault(total, []).append(check.log_broken)
    known = problem.differences
    first = sum(costs[0] for size, costs in broken.items() if size not in known)
    echoes = sum(len(costs) - (size not in known) for size, costs in broken.items())
    return first + echoes * problem.log_echo


def probabilities(weights: Weights, variable: int) -> dict[int, float]:
    top = max(weights.values())
    shares: dict[int, float] = {}
    for choice, weight in weights.items():
        shares[choice[variable]] = shares.get(choice[variable], 0.0) + math.exp(weight - top)
    total = sum(shares.values())
    return {symbol: share / total for symbol, share in shares.items()}


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    count = draw(st.integers(1, 5))
    amounts = st.none() | st.integers(0, 4)
    symbols = st.builds(Symbol, amounts, st.floats(-6, 0))
    variables = tuple(Variable(tuple(draw(st.lists(symbols, min_size=1, max_size=3)))) for _ in range(count))
    factors = st.sampled_from([1, 1, -1, 2])
    sums = []
    for _ in range(draw(st.integers(0, 3))):
        members = draw(st.sets(st.integers(0, count - 1), min_size=1))
        parts = tuple((variable, draw(factors)) for variable in sorted(members))
        sums.append(SumCheck(draw(st.integers(-6, 2)), parts, BROKEN, draw(st.sampled_from([0, 0, 1]))))
    return Problem(variables, tuple(sums), draw(st.sampled_from([(), (2,)])), ECHO)


@settings(max_examples=150, deadline=None)
@given(problems())
def test_the_trellis_finds_what_counting_finds(problem: Problem) -> None:
    weights = counted(problem)
    found = solve(problem)
    assert found.exact
    assert weights[found.best] == pytest.approx(max(weights.values()), abs=1e-6)
    for variable in range(len(problem.variables)):
        expected = probabilities(weights, variable)
        for symbol, (share, peak) in enumerate(zip(found.posterior[variable], found.peaks[variable], strict=True)):
            assert math.exp(share) == pytest.approx(expected[symbol], abs=1e-6)
            best = max(weight for choice, weight in weights.items() if choice[variable] == symbol)
            assert peak == pytest.approx(best, abs=1e-6) or (peak == -math.inf and expected[symbol] < 1e-9)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_groups_that_share_nothing_are_solved_apart(problem: Problem) -> None:
    whole = solve(problem)
    seen: list[int] = []
    for variables, sums in components(problem.sums, len(problem.variables)):
        seen += variables
        if not problem.differences and len(components(problem.sums, len(problem.variables))) == 1:
            assert solve(part(problem, variables, sums)).best == whole.best
    assert sorted(seen) == list(range(len(problem.variables)))


def chain(length: int) -> Problem:
    """Pairs of cells that must be equal, each with the next: a tree, on which belief propagation is exact."""
    rng = np.random.default_rng(5)
    variables = tuple(
        Variable(tuple(Symbol(amount, float(np.log(share))) for amount, share in enumerate(rng.dirichlet([1, 1, 1]))))
        for _ in range(length)
    )
    sums = tuple(SumCheck(0, ((i, 1), (i + 1, -1)), BROKEN) for i in range(length - 1))
    return Problem(variables, sums, (), BROKEN)


def test_belief_propagation_is_exact_on_a_tree() -> None:
    problem = chain(5)
    messages = SumMessages(problem)
    for _ in range(5):
        messages.round()
    weights = counted(Problem(problem.variables, problem.sums, (), BROKEN))
    for variable, belief in enumerate(messages.beliefs()):
        expected = probabilities(weights, variable)
        assert belief == pytest.approx([expected[symbol] for symbol in range(3)], abs=2e-3)


def test_a_pruned_problem_has_the_answer_of_the_whole() -> None:
    problem = chain(prune_symbols.SMALL + 4)
    pruned = prune(problem)
    assert pruned is not None
    assert len(pruned.problem.variables) <= len(problem.variables)
    whole, small = solve(problem), restore(pruned, solve(pruned.problem))
    assert small.best == whole.best
    for own, other in zip(small.posterior, whole.posterior, strict=True):
        assert np.exp(own) == pytest.approx(np.exp(other), abs=1e-3)
        assert np.exp(own).sum() == pytest.approx(1)
    assert by_beliefs(pruned).best == tuple(int(np.argmax(own)) for own in pruned.beliefs)


def test_small_problems_are_left_whole() -> None:
    assert prune(chain(3)) is None


def test_too_many_states_are_admitted_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sum_trellis, "WIDTH", 2)
    rng = np.random.default_rng(3)
    variables = tuple(
        Variable(
            tuple(Symbol(int(a), float(w)) for a, w in zip(rng.integers(0, 99, 4), rng.uniform(-1, 0, 4), strict=True))
        )
        for _ in range(6)
    )
    check = SumCheck(-200, tuple((i, 1) for i in range(6)), BROKEN)
    assert not solve(Problem(variables, (check,), (), ECHO)).exact
