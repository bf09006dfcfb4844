"""页面环境: what every template may use."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_noop

from yimen.cases.api import desk_figures
from yimen.kernel.actors import Actor, ActorKind
from yimen.kernel.http import actor_of
from yimen.kernel.permissions import allowed
from yimen.kernel.problems import Unavailable
from yimen.parties.api import ROLE_NAMES, Party, unit_names
from yimen.vocabulary.api import CityDefinition, city

_LANGUAGES = {"zh-hans": "简体", "zh-hant": "繁體", "en": "EN"}
_NAVIGATION = [
    (gettext_noop("首页"), "web:home", "home"),
    (gettext_noop("一件事"), "web:bundles", "apps"),
    (gettext_noop("我的办件"), "cases:mine", "user"),
    (gettext_noop("改革承诺"), "oversight:plan", "target-arrow"),
    (gettext_noop("证照核验"), "documents:verify", "shield-check"),
]


@dataclass
class Page:
    """页面: the city, who is looking, and where they can go."""

    request: HttpRequest

    @cached_property
    def city(self) -> CityDefinition | None:
        """城市; None before a pack is loaded."""
        try:
            return city()
        except Unavailable:
            return None

    @property
    def actor(self) -> Actor:
        """当前操作者"""
        return actor_of(self.request)

    @property
    def staff(self) -> bool:
        """是否工作人员"""
        return self.actor.kind is ActorKind.STAFF

    @cached_property
    def unit_names(self) -> list[str]:
        """所属部门简称"""
        names = unit_names()
        return [names[code] for code in sorted(self.actor.units()) if code in names]

    @property
    def elder(self) -> bool:
        """长辈版"""
        return self.request.COOKIES.get("elder") == "1"

    @property
    def lang(self) -> str:
        """界面语言"""
        return translation.get_language() or "zh-hans"

    @property
    def languages(self) -> list[tuple[str, str]]:
        """可选语言: those of the pack, with their own names."""
        offered = self.city.languages if self.city else ["zh-hans"]
        return [(code, _LANGUAGES[code]) for code in offered]

    @property
    def nav(self) -> list[dict[str, Any]]:
        """导航: where the page can lead, with the entry that it belongs to marked."""
        path = self.request.path
        entries = []
        for title, name, icon in _NAVIGATION:
            url = reverse(name)
            current = path == url or (url != "/" and path.startswith(url))
            entries.append({"title": title, "url": url, "icon": icon, "current": current})
        return entries

    @property
    def role_names(self) -> list[str]:
        """担任角色: the actor's roles in words."""
        held = {role for roles in self.actor.roles.values() for role in roles}
        return [translation.gettext(name) for role, name in ROLE_NAMES.items() if role in held]

    @property
    def supervises(self) -> bool:
        """是否督查人员"""
        return self.actor.has("supervisor")

    @property
    def administers(self) -> bool:
        """是否系统管理员"""
        return self.actor.has("administrator")

    @property
    def sees_changes(self) -> bool:
        """是否编制或审核人员"""
        return allowed(self.actor, "catalogue.see_changes")

    @property
    def keeps_words(self) -> bool:
        """是否维护检索词"""
        return allowed(self.actor, "catalogue.keep_words")

    @property
    def simulates(self) -> bool:
        """是否可以模拟办件"""
        return allowed(self.actor, "catalogue.simulate")

    @property
    def is_agent(self) -> bool:
        """是否代办人"""
        return self.actor.has("agent")

    @cached_property
    def acting_for(self) -> str:
        """代谁办事: the name of the party that an agent acts for now; empty for themselves."""
        if not self.request.session.get("acting_for"):
            return ""
        return str(Party.objects.get(pk=str(self.actor.party)))

    @cached_property
    def desk_counts(self) -> dict[str, int]:
        """工作台计数"""
        return desk_figures(self.actor) if self.staff else {}

    @property
    def demo(self) -> bool:
        """是否演示环境"""
        return bool(settings.YIMEN_DEMO)


def page(request: HttpRequest) -> dict[str, Page]:
    """页面环境: `page` in every template."""
    return {"page": Page(request)}
