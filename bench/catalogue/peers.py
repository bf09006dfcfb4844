"""对照引擎: other expression engines over the same rules, each in its usual way, compiled first.

Run by its own interpreter (`.bench/expressions`), where they are installed; one JSON line an
engine on standard output.
"""

import json
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

from bench.catalogue.workload import Rule, applicant, infix, json_logic, rules

Decide = Callable[[dict[str, Any]], Any]
CEL: dict[str, str] = {"conjunction": "&&", "disjunction": "||"}
WORDS: dict[str, str] = {"conjunction": "and", "disjunction": "or"}


def cel_python(rule: Rule) -> Decide:
    """cel-python: CEL in pure Python, its values converted as it asks."""
    import celpy

    environment = celpy.Environment()
    program = environment.program(environment.compile(infix(rule, **CEL)))
    return lambda values: program.evaluate(celpy.json_to_cel(values))


def common_expression_language(rule: Rule) -> Decide:
    """common-expression-language: CEL in Rust."""
    import cel

    program = cel.compile(infix(rule, **CEL))
    decide: Decide = program.execute
    return decide


def zen_expression(rule: Rule) -> Decide:
    """zen-engine: its expressions, compiled."""
    import zen

    expression = zen.compile_expression(infix(rule, **WORDS))
    decide: Decide = expression.evaluate
    return decide


def zen_table(rule: Rule) -> Decide:
    """zen-engine: a decision table (JDM), as its editor makes them."""
    import zen

    columns = [{"id": c, "field": c, "name": c} for c in ("area", "trade", "people")]
    rows = [
        {
            "_id": "1",
            "area": f">= {rule.least}",
            "trade": f'"{rule.trade}"',
            "people": "",
            "o": "true",
        },
        {
            "_id": "2",
            "area": f">= {rule.least}",
            "trade": "",
            "people": f"< {rule.most}",
            "o": "true",
        },
        {"_id": "3", "area": "", "trade": "", "people": "", "o": "false"},
    ]
    table = {
        "hitPolicy": "first",
        "inputs": columns,
        "outputs": [{"id": "o", "field": "o", "name": "o"}],
        "rules": rows,
    }
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "t", "name": "t", "type": "decisionTableNode", "content": table},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    edges = [
        {"id": "a", "type": "edge", "sourceId": "in", "targetId": "t"},
        {"id": "b", "type": "edge", "sourceId": "t", "targetId": "out"},
    ]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    return lambda values: decision.evaluate(values)["result"]["o"]


def simple_eval(rule: Rule) -> Decide:
    """simpleeval: Python expressions walked as a tree, parsed once."""
    from simpleeval import SimpleEval

    evaluator = SimpleEval()
    text = infix(rule, **WORDS)
    parsed = evaluator.parse(text)

    def decide(values: dict[str, Any]) -> Any:
        evaluator.names = values
        return evaluator.eval(text, previously_parsed=parsed)

    return decide


def json_logic_python(rule: Rule) -> Decide:
    """panzi-json-logic: JsonLogic in pure Python."""
    from json_logic import jsonLogic

    logic = json_logic(rule)
    return lambda values: jsonLogic(logic, values)


ENGINES: dict[str, tuple[Callable[[Rule], Decide], str, str]] = {
    "cel-python": (cel_python, "cel-python", "CEL，纯 Python"),
    "common-expression-language": (
        common_expression_language,
        "common-expression-language",
        "CEL，Rust",
    ),
    "zen-expression": (zen_expression, "zen-engine", "ZEN 表达式，Rust"),
    "zen-table": (zen_table, "zen-engine", "ZEN 决策表（JDM），Rust"),
    "simpleeval": (simple_eval, "simpleeval", "Python 子集，纯 Python"),
    "json-logic": (json_logic_python, "panzi-json-logic", "JsonLogic，纯 Python"),
}


def main() -> None:
    """主程序: `peers.py ROUNDS`: the best of the rounds, after every answer was checked."""
    rounds, given, values = int(sys.argv[1]), rules(), applicant()
    expected = [rule.decide(values) for rule in given]
    for name, (compile_, package, what) in ENGINES.items():
        started = time.process_time()
        compiled = [compile_(rule) for rule in given]
        compiling = time.process_time() - started
        answers = [bool(decide(values)) for decide in compiled]
        assert answers == expected, name
        spent = []
        for _ in range(rounds):
            started = time.process_time()
            for decide in compiled:
                decide(values)
            spent.append(time.process_time() - started)
        line = {
            "engine": name,
            "what": what,
            "version": version(package),
            "compile_ms": round(compiling * 1e3, 1),
            "cpu_ms": round(sorted(spent)[len(spent) // 2] * 1e3, 2),
            "evaluations_per_second": round(len(given) / min(spent)),
        }
        print(json.dumps(line, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
