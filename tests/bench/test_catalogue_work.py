"""What `make bench-catalogue` measures is what it says, and all engines are asked the same."""

from pathlib import Path

from bench.catalogue import peers
from bench.catalogue.elements import ELEMENTS, named, spelt
from bench.catalogue.pack import synthetic
from bench.catalogue.policies import condition
from bench.catalogue.workload import applicant, enterprises, is_meant, json_logic, rules

from yimen.catalogue.rules.checks import check_pack
from yimen.catalogue.rules.conditions import Conditions
from yimen.catalogue.rules.contents import read_pack
from yimen.catalogue.rules.prefilter import necessary


def test_the_synthetic_pack_is_sound(tmp_path: Path):
    report = check_pack(read_pack(synthetic(tmp_path / "pack", items=30, bundles=3)))
    assert [str(one) for one in report.findings] == []
    assert report.counts["items"] >= 30
    assert report.counts["bundles"] == 3


def test_the_rules_are_all_different_and_some_hold():
    given, values = rules(), applicant()
    assert len(set(given)) == len(given) == 1_000
    answers = [rule.decide(values) for rule in given]
    assert 100 < sum(answers) < 900
    conditions = Conditions.of([], ELEMENTS)
    facts = conditions.given({}, named(values))
    assert [facts.applies(spelt(rule)) for rule in given] == answers


def test_the_policy_is_what_it_says_and_a_database_can_help():
    given = list(enterprises(500))
    conditions = Conditions.of([], ELEMENTS)
    found = list(conditions.over(condition(), map(named, given)))
    assert found == [is_meant(values) for values in given]
    assert 10 < sum(map(bool, found)) < 400
    assert len(necessary(condition())) == 2


def test_peers_are_given_the_same_rule():
    (rule,) = rules(1)
    text = peers.infix(rule, **peers.CEL)
    assert text == f"area >= {rule.least} && (trade == '{rule.trade}' || people < {rule.most})"
    logic = json_logic(rule)
    assert logic["and"][0] == {">=": [{"var": "area"}, rule.least]}
