"""Rules about what was withdrawn and what has moved: every old address says so, none stands for two things."""

from __future__ import annotations

from collections.abc import Iterator

from zhishuo.checks.findings import Finding, unknown
from zhishuo.files import CHANGES
from zhishuo.problems import nearest
from zhishuo.reading import Records


def addresses_lead_somewhere(records: Records) -> Iterator[Finding]:
    """撤下的和换了的网址上没有别的网页；换去的地方有网页，是一类的。"""
    alive = records.addresses()
    withdrawn = [one.address for one in records.changes.withdrawn]
    gone: set[str] = set()
    entries = [(("withdrawn", index, "address"), one.address) for index, one in enumerate(records.changes.withdrawn)]
    entries += [(("moved", index, "old"), one.old) for index, one in enumerate(records.changes.moved)]
    for path, address in entries:
        if address in alive:
            yield CHANGES, path, f"“{address}”这一页还在（{alive[address]}），先把那一条删掉，或者删掉这一行"
        elif address in gone:
            yield CHANGES, path, f"“{address}”写了两次，请留一条"
        gone.add(address)
    communities = {address.split("/")[1] for address in [*alive, *gone] if address.count("/") == _COMMUNITY}
    for path, address in entries:
        community = address.split("/")[1]
        if address.startswith("c/") and community not in communities:
            yield CHANGES, path, unknown(community, sorted(communities), "data/communities/ ")
    for index, moved in enumerate(records.changes.moved):
        path = ("moved", index, "new")
        if moved.new not in alive and moved.new not in withdrawn:
            meant = nearest(moved.new, alive)
            yield CHANGES, path, f"没有“{moved.new}”这一页{meant}；又换了地址，就写最后的地址"
        elif _kind(moved.old) != _kind(moved.new):
            yield CHANGES, path, f"“{moved.old}”和“{moved.new}”不是一类网页；内容没有了，就写到 withdrawn（撤下的）里"


# The slashes in the address of a community, c/beimen/.
_COMMUNITY = 2


def _kind(address: str) -> tuple[str, int]:
    return address.split("/", maxsplit=1)[0], address.count("/")
