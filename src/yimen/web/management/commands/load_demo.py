"""装载演示数据: `yimen manage load_demo`: invented people, log-ins and register records."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from yimen.catalogue.api import read_pack
from yimen.config import paths
from yimen.exchange.api import load_resources
from yimen.kernel import actors
from yimen.parties.api import demo_logins, load_demo_people


class Command(BaseCommand):
    """装载演示数据"""

    help = "装载城市包里虚构的演示人员、账号和登记记录。已有的保持不变。"

    def handle(self, *args: Any, **options: Any) -> None:
        """执行"""
        pack = read_pack(paths.packs() / settings.YIMEN_PACK)
        if pack.demo is None or pack.resources is None:
            self.stdout.write("这个城市包没有演示数据。")
            return
        if len({login for _, login, _ in demo_logins()}) == len(pack.demo.value.accounts):
            return
        by = actors.clock("load_demo")
        with transaction.atomic():
            load_demo_people(by, settings.YIMEN_PACK, pack.demo.value)
            load_resources(by, settings.YIMEN_PACK, pack.resources.value.resources, pack.demo.value)
        self.stdout.write("演示人员已装载。")
