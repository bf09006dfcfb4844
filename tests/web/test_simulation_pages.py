"""办件模拟页面: choosing, what is assumed, progress, both versions side by side, and for whom."""

import pytest
from django.test import Client

from busking import applied, do
from city import actor, run_jobs
from pages import browser, hidden, text_of
from yimen.catalogue.actions import ask_simulation, open_change, save_part
from yimen.catalogue.models import ItemVersion, Simulation
from yimen.kernel.models import Event

pytestmark = pytest.mark.usefixtures("demo_city")

START = "/desk/simulation/"
SMALL = {"arrivals": "6", "days": "20", "replications": "3"}


def post(client: Client, code: str, **given: str) -> object:
    page = client.get(f"{START}?code={code}")
    return client.post(START, {"code": code, "_key": hidden(page, "_key"), **SMALL, **given})


def draft() -> str:
    """A change in which the consultation waits for the check of papers; its id."""
    import yaml

    version = ItemVersion.objects.filter(code="stall-registration").latest("published_at")
    definition = {**version.definition, "effective_from": "2030-01-01"}
    for step in definition["steps"]:
        if step["code"] == "neighbours":
            step["after"] = ["documents"]
    by = actor("designer")
    change = open_change(by, "征求意见改到资料审查之后", "试一下")
    text = yaml.safe_dump(definition, allow_unicode=True)
    save_part(by, change.id, "item", "stall-registration", text)
    return str(change.id)


def test_the_people_of_what_was_chosen_are_asked_for() -> None:
    page = browser("designer").get(f"{START}?code=stall-registration")
    words = text_of(page)
    for part in ("市市场监管局 · 审查人员", "市政务服务局 · 审查人员", "每个工作日多少件"):
        assert part in words


def test_it_runs_as_a_job_and_tells_what_it_found() -> None:
    client = browser("designer")
    answer = post(client, "stall-registration", **{"staff-0": "5"})
    row = Simulation.objects.get()
    assert answer.url == f"{START}{row.id}"  # type: ignore[attr-defined]
    assert (row.state, row.done, row.whole) == ("queued", 0, 3)
    assert row.asked_by == str(actor("designer").id)
    waiting = text_of(client.get(f"{START}{row.id}"))
    assert "已完成 0 轮，共 3 轮" in waiting
    assert "catalogue.simulate" in run_jobs()
    row.refresh_from_db()
    assert (row.state, row.done) == ("done", 3)
    words = text_of(client.get(f"{START}{row.id}"))
    for part in ("今天的版本：平均", "九成办件不超过", "5 人", "（假设）", "资料审查", "先到先办"):
        assert part in words
    asked, ended = Event.objects.filter(type__startswith="catalogue.Simulation").order_by("id")
    assert (asked.type, ended.type) == ("catalogue.SimulationAsked", "catalogue.SimulationEnded")
    assert ended.data["found"] is True
    assert "stall-registration" in client.get(START).content.decode()


def test_a_draft_is_simulated_beside_what_is_in_force() -> None:
    client, change = browser("designer"), draft()
    assert "征求意见改到资料审查之后" in text_of(client.get(START))
    answer = post(client, "stall-registration", change=change, replications="8")
    run_jobs()
    page = client.get(answer.url)  # type: ignore[attr-defined]
    words = text_of(page)
    for part in ("草稿比今天平均慢", "今天", "草稿", "与草稿比：", "排队最长的岗位"):
        assert part in words
    table = page.context["figures"]
    assert len(table["head"]) == 4
    assert all(row[3].startswith("+") for row in table["rows"][:3])


def test_while_it_runs_the_page_asks_again_and_at_the_end_is_shown_anew() -> None:
    client = browser("designer")
    row = ask_simulation(actor("designer"), "sign-filing", SMALL)
    asking = client.get(f"{START}{row.id}", headers={"HX-Request": "true"})
    assert b'hx-trigger="every 2s"' in asking.content
    assert "HX-Refresh" not in asking.headers
    run_jobs()
    asking = client.get(f"{START}{row.id}", headers={"HX-Request": "true"})
    assert asking.headers["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"arrivals": ""}, "arrivals", "没有给到件量"),
        ({"arrivals": "often"}, "arrivals", "例如 12/wd"),
        ({"staff-0": "0"}, "staff-0", "不能小于 1"),
        ({"days": "x"}, "days", "应是整数"),
        ({"more": "staf: {}"}, "more", "staf：没有这个键"),
        ({"more": "["}, "more", "不是 YAML"),
        ({"arrivals": "3000", "days": "100"}, "arrivals", "太大"),
        ({"measured": "1"}, "measured", "没有办过"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(given: dict[str, str], field: str, words: str) -> None:
    answer = post(browser("designer"), "stall-registration", **given)
    assert answer.status_code in (404, 422)  # type: ignore[attr-defined]
    assert words in text_of(answer)
    assert f'href="#{field}"' in answer.content.decode()  # type: ignore[attr-defined]
    assert not Simulation.objects.exists()


def test_what_is_not_in_force_is_not_there() -> None:
    assert browser("designer").get(f"{START}?code=tea").status_code == 404
    gone = f"{START}?code=sign-filing&change=0"
    assert browser("designer").get(gone).status_code == 404


def test_what_past_cases_were_like_may_be_taken() -> None:
    do(applied(), "accept")
    run_jobs()
    answer = post(browser("designer"), "busking-place", measured="1", arrivals="")
    assert answer.status_code == 302  # type: ignore[attr-defined]
    experiment = Simulation.objects.get().experiment
    assert experiment["arrivals"] == "1/wd"
    assert experiment["staff"]["market-regulation:reviewer"]["people"] == 1


def test_what_has_become_impossible_is_told() -> None:
    row = ask_simulation(actor("designer"), "sign-filing", SMALL)
    Simulation.objects.filter(pk=row.pk).update(code="gone")
    run_jobs()
    row.refresh_from_db()
    assert row.state == "failed"
    words = text_of(browser("designer").get(f"{START}{row.id}"))
    assert "没有模拟成：没有事项或一件事“gone”" in words


def test_a_job_that_comes_twice_does_nothing_the_second_time() -> None:
    from yimen.catalogue.jobs import simulate

    row = ask_simulation(actor("designer"), "sign-filing", SMALL)
    run_jobs()
    simulate(str(row.id))
    assert Event.objects.filter(type="catalogue.SimulationEnded").count() == 1


@pytest.mark.parametrize(
    ("login", "status"),
    [("designer", 200), ("law-officer", 200), ("supervisor", 200), ("market-reviewer", 403)],
)
def test_it_is_for_those_who_design_review_and_supervise(login: str, status: int) -> None:
    assert browser(login).get(START).status_code == status
    row = ask_simulation(actor("designer"), "sign-filing", SMALL)
    found = browser(login).get(f"{START}{row.id}").status_code
    assert found == (200 if status == 200 else 404)


def test_strangers_log_in_first() -> None:
    assert browser().get(START).status_code == 302
    assert browser("applicant").get(START).status_code == 403


def test_the_page_speaks_english() -> None:
    client = browser("designer")
    client.cookies["language"] = "en"
    assert client.get(f"{START}?code=sign-filing").status_code == 200
