"""Every pack in the repository says only what the platform can do and the law allows."""

import re
from datetime import date
from decimal import Decimal

from pack_files import PACKS, Pack, longest, models, working_days

from yimen.catalogue.rules.bundles import derive, savings
from yimen.config import paths
from yimen.documents.adapters.layout_typst import FIELDS
from yimen.kernel.codes import contact, identity_number
from yimen.kernel.packs import Names, Source
from yimen.vocabulary.rules import ElementDefinition

HUMAN = {"accept", "review", "consult", "inspect", "survey", "sign", "external"}
WORKING_DAYS_A_DAY = Decimal(5) / 7


def test_both_cities_are_there():
    assert {"demo", "dongguan"} <= set(PACKS)


def test_city_names_its_lead_unit_and_area(pack: Pack):
    assert pack.city.lead_unit in pack.units
    areas = {area.code for area in pack.areas.areas}
    assert pack.city.area in areas
    assert pack.city.area.startswith(pack.city.area_prefix)


def test_units_stand_where_definitions_name_them(pack: Pack):
    named = [item.unit for item in pack.items.values()]
    named += [bundle.unit for bundle in pack.bundles.values()]
    named += [step.unit for item in pack.items.values() for step in item.steps if step.unit]
    named += [document.issuer for document in pack.documents.values() if document.issuer]
    named += [resource.provider for resource in pack.resources.values()]
    named += [account.unit for account in pack.demo.accounts if account.unit]
    assert set(named) - set(pack.units) == set()


def test_elements_stand_where_definitions_name_them(pack: Pack):
    named = {code for element in pack.elements.values() for code in element.columns}
    for entry in [*pack.elements.values(), *pack.documents.values()]:
        named |= {entry.source.key} if entry.source else set()
    for document in pack.documents.values():
        named |= set(document.elements)
    for resource in pack.resources.values():
        named |= {resource.key, *resource.elements}
    for item in pack.items.values():
        named |= {use.element for use in item.fields} | set(item.produces)
        named |= {row.element for row in item.result.rows if row.element}
        named |= {code for step in item.steps for code in step.needs}
    for bundle in pack.bundles.values():
        named |= {bundle.subject_name}
        named |= {code for section in bundle.sections for code in section.elements}
    assert named - set(pack.elements) == set()


def test_documents_stand_where_definitions_name_them(pack: Pack):
    named = {code for resource in pack.resources.values() for code in resource.documents}
    for item in pack.items.values():
        named |= {paper.document for paper in item.papers} | {item.result.document}
    assert named - set(pack.documents) == set()
    # The platform itself issues this one when an application is refused.
    assert pack.documents["refusal-notice"].template == "notice"


def test_items_stand_where_definitions_name_them(pack: Pack):
    named = {d.issued_by_item for d in pack.documents.values() if d.issued_by_item}
    named |= {member.item for bundle in pack.bundles.values() for member in bundle.members}
    assert named - set(pack.items) == set()


def test_source_and_resource_agree(pack: Pack):
    for element in pack.elements.values():
        if element.source:
            resource = pack.resources[element.source.resource]
            assert element.code in resource.elements
            assert element.source.key == resource.key
    for document in pack.documents.values():
        if document.source:
            resource = pack.resources[document.source.resource]
            assert document.code in resource.documents
            assert document.source.key == resource.key
    for resource in pack.resources.values():
        supplied = [pack.elements[code] for code in resource.elements]
        assert all(e.source and e.source.resource == resource.code for e in supplied)


def test_results_are_issued_documents_with_a_template(pack: Pack):
    for item in pack.items.values():
        document = pack.documents[item.result.document]
        assert document.issued_by_item == item.code
        assert document.issuer == item.unit
        assert document.template
        assert item.result.rows


def test_results_fill_their_template(pack: Pack):
    by_platform = {"title", "number", "valid_until"}
    for item in pack.items.values():
        template = pack.documents[item.result.document].template
        places = {row.field for row in item.result.rows if row.field}
        if template == "notice":
            assert places == set()
            continue
        assert places == set(FIELDS[template]) - by_platform, item.code
        assert (template == "permit") == bool(item.result.valid_years)


def test_results_show_what_is_known_by_then(pack: Pack):
    for bundle in pack.bundles.values():
        produced = {code for item in pack.members(bundle) for code in item.produces}
        for item in pack.members(bundle):
            known = {use.element for use in item.fields} | produced
            shown = {row.element for row in item.result.rows if row.element}
            assert shown - known == set(), item.code


def test_flows_end_in_one_issue_step(pack: Pack):
    for item in pack.items.values():
        codes = [step.code for step in item.steps]
        assert len(codes) == len(set(codes))
        assert {code for step in item.steps for code in step.after} <= set(codes)
        followed = {code for step in item.steps for code in step.after}
        ends = [step for step in item.steps if step.code not in followed]
        assert [step.kind for step in ends] == ["issue"], item.code
        assert [step.kind for step in item.steps].count("issue") == 1
        assert not ends[0].when


def test_reviewers_know_what_to_check(pack: Pack):
    for item in pack.items.values():
        for step in item.steps:
            assert bool(step.checks) == (step.kind in HUMAN), (item.code, step.code)


def test_path_meets_promise_and_promise_meets_law(pack: Pack):
    for item in pack.items.values():
        promised = working_days(item.limits.promised)
        assert longest(item.steps) <= promised, item.code
        statutory = item.limits.statutory
        if statutory:
            assert item.limits.statutory_basis
            fewest = {"wd": Decimal(1), "d": WORKING_DAYS_A_DAY}[statutory.unit.value]
            assert promised <= statutory.amount * fewest, item.code


def test_bundle_meets_its_promise(pack: Pack):
    for bundle in pack.bundles.values():
        members = pack.members(bundle)
        produced_at = {
            code: max(
                longest(item.steps, stop=step.code)
                for step in item.steps
                if step.kind == "automatic"
            )
            for item in members
            for code in item.produces
        }
        slowest = max(produced_at.values(), default=Decimal(0))
        path = max(longest(item.steps, start=slowest) for item in members)
        assert path <= working_days(bundle.promised)
        # Parallel work is the point: one after the other would take longer.
        assert path < sum(working_days(item.limits.promised) for item in members)


def test_what_a_step_needs_a_sibling_produces(pack: Pack):
    for bundle in pack.bundles.values():
        members = pack.members(bundle)
        produced = {code for item in members for code in item.produces}
        for item in members:
            for step in item.steps:
                assert set(step.needs) <= produced
                # Filed alone, the item asks for it.
                assert set(step.needs) <= {use.element for use in item.fields}


def test_every_field_to_fill_stands_in_one_section(pack: Pack):
    for bundle in pack.bundles.values():
        placed = [code for section in bundle.sections for code in section.elements]
        assert len(placed) == len(set(placed))
        members = pack.members(bundle)
        produced = {code for item in members for code in item.produces}
        used = {use.element for item in members for use in item.fields}
        assert set(placed) == used - produced
        assert bundle.subject_name in placed


def test_bundle_joins_without_conflict(pack: Pack):
    for bundle in pack.bundles.values():
        view = derive(bundle, pack.items, pack.elements, pack.documents, scenario={}, form={})
        assert view.conflicts == ()
        assert view.critical
        assert view.critical.days <= working_days(bundle.promised)


def test_bundle_saves_fields_papers_visits_and_days(pack: Pack):
    for bundle in pack.bundles.values():
        scenario = {q.code: q.options[0].value if q.options else True for q in bundle.scenario}
        words = (bundle, pack.items, pack.elements, pack.documents)
        saved = savings(derive(*words, scenario=scenario, form={}), bundle, pack.items)
        assert saved.fields_once - saved.fields_supplied < saved.fields_separately
        assert saved.fields_supplied > 0
        assert saved.papers_asked < saved.papers_separately
        assert saved.visits < saved.visits_separately
        assert saved.days < saved.days_separately


def test_key_of_a_source_is_asked_with_what_it_supplies(pack: Pack):
    for item in pack.items.values():
        asked_here = {use.element for use in item.fields}
        for bundle in pack.bundles.values():
            if item.code in {member.item for member in bundle.members}:
                asked_here |= {use.element for one in pack.members(bundle) for use in one.fields}
        supplied = [pack.elements[use.element].source for use in item.fields]
        supplied += [pack.documents[paper.document].source for paper in item.papers]
        assert {source.key for source in supplied if source} <= asked_here, item.code


def test_conditions_compile(pack: Pack):
    for bundle in pack.bundles.values():
        conditions = pack.conditions(bundle)
        whens = [question.when for question in bundle.scenario]
        whens += [member.when for member in bundle.members]
        for item in pack.members(bundle):
            whens += [one.when for one in [*item.fields, *item.papers, *item.steps]]
        for when in filter(None, whens):
            conditions.compile(when)


def test_every_scenario_question_decides_something(pack: Pack):
    for bundle in pack.bundles.values():
        whens = [question.when for question in bundle.scenario]
        whens += [member.when for member in bundle.members]
        for item in pack.members(bundle):
            whens += [one.when for one in [*item.fields, *item.papers, *item.steps]]
        for question in bundle.scenario:
            assert any(f"scenario.{question.code}" in when for when in whens), question.code


def test_names_are_in_every_language_of_the_pack(pack: Pack):
    # Units and areas have their own file and test; here is what forms, guides and results show.
    shown = [pack.city, *pack.elements.values(), *pack.documents.values()]
    shown += [*pack.resources.values(), *pack.items.values(), *pack.bundles.values()]
    for root in shown:
        for names in models(root):
            if isinstance(names, Names):
                for language in pack.city.languages:
                    assert getattr(names, language.replace("-", "_")), names


def test_examples_to_type_are_the_same_in_traditional(pack: Pack):
    """An example of what to type stays as it must be typed."""
    for element in pack.elements.values():
        if element.hint:
            simplified = re.findall("例如“(.*?)”", element.hint.zh_hans)
            assert re.findall("例如“(.*?)”", element.hint.zh_hant) == simplified


def test_hinted_examples_pass_their_own_pattern(pack: Pack):
    for element in pack.elements.values():
        if element.pattern and element.hint:
            found = re.search("例如[“ ]?([^”。]+)", element.hint.zh_hans)
            assert found, element.code
            assert re.fullmatch(element.pattern, found[1]), element.code
            assert element.min_length <= len(found[1]) <= element.max_length


def test_sources_say_where_or_that_they_are_unverified(pack: Pack):
    for root in pack.all:
        for source in models(root):
            if isinstance(source, Source):
                assert bool(source.law) == bool(source.version) == bool(source.article)
                assert source.law or source.note
                assert source.note or not source.unverified


def test_demo_people_belong_to_nobody(pack: Pack):
    numbers = [person.id_number for person in pack.demo.people]
    assert len(numbers) == len(set(numbers))
    for person in pack.demo.people:
        parsed = identity_number.parse(person.id_number, date(2026, 1, 1))
        assert parsed.area[2:] in {"9999", "1999"}  # no such area in GB/T 2260
        assert contact.mobile_number(person.phone) == person.phone


def test_demo_accounts_can_do_every_human_step(pack: Pack):
    can = {(a.unit, role) for a in pack.demo.accounts for role in a.roles}
    for item in pack.items.values():
        for step in item.steps:
            if step.kind in HUMAN:
                assert (step.unit or item.unit, step.role) in can, (item.code, step.code)
    roles = {role for account in pack.demo.accounts for role in account.roles}
    assert roles >= {"applicant", "agent", "clerk", "supervisor", "administrator"}


def test_demo_accounts_and_records_fit_together(pack: Pack):
    people = {person.name: person for person in pack.demo.people}
    logins = {account.login for account in pack.demo.accounts}
    assert len(logins) == len(pack.demo.accounts)
    for account in pack.demo.accounts:
        assert account.person is None or account.person in people
        assert set(account.acts_for) <= logins
        assert (account.unit is None) == bool({"applicant", "agent"} & set(account.roles))
    for record in pack.demo.records:
        assert set(record.values) <= set(pack.resources[record.resource].elements)
    asked_by_number = {
        record.key
        for record in pack.demo.records
        if pack.resources[record.resource].key == "person.id_number"
    }
    assert asked_by_number == {person.id_number for person in people.values()}


def test_demo_city_uses_every_mechanism(demo_city: Pack):
    types = set(ElementDefinition.model_fields["type"].annotation.__args__)
    assert {element.type for element in demo_city.elements.values()} == types
    steps = [step for item in demo_city.items.values() for step in item.steps]
    assert {step.kind for step in steps} >= {"accept", "review", "consult", "inspect", "sign"}
    assert any(step.kind == "automatic" for step in steps)
    assert any(step.when for step in steps)
    assert any(step.needs for step in steps)
    assert any(len(step.after) > 1 for step in steps)
    assert {item.handling for item in demo_city.items.values()} == {"immediate", "commitment"}
    papers = [paper for item in demo_city.items.values() for paper in item.papers]
    assert any(paper.may_defer for paper in papers)
    assert any(paper.when for paper in papers)
    assert any(item.fees for item in demo_city.items.values())
    assert any(item.result.valid_years for item in demo_city.items.values())
    assert {q.type for b in demo_city.bundles.values() for q in b.scenario} == {"boolean", "choice"}
    assert {d.template for d in demo_city.documents.values()} >= {
        "business_licence",
        "permit",
        "notice",
    }


def test_demo_city_is_fictional():
    for path in (paths.packs() / "demo").rglob("*.yaml"):
        text = path.read_text("utf-8")
        assert not re.search("东莞|Dongguan|广东|4419", text), path
