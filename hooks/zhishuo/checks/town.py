"""Rules about the town's own lists and the 17 communities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

from zhishuo.checks.findings import Finding, unknown
from zhishuo.files import COMMITMENTS, THEMES, TOWN, VISITS, community_file
from zhishuo.reading import Records
from zhishuo.records import UNASSIGNED
from zhishuo.records.town import GradeId, MenuId, StageId
from zhishuo.yaml_files import Path, dotted


def the_number_of_communities_is_right(records: Records) -> Iterator[Finding]:
    """社区文件的个数等于 town.yml 里写的个数，序号从 1 连到最后。"""
    wanted, found = records.town.communities, len(records.communities)
    if wanted != found:
        yield TOWN, ("communities",), f"写的是 {wanted} 个社区，data/communities/ 里有 {found} 个文件"
    owners: dict[int, str] = {}
    for slug, community in records.communities.items():
        file, number = community_file(slug), community.number
        if number in owners:
            yield file, ("number",), f"序号 {number} 和 {owners[number]} 重复，两个社区里要改一个"
        elif not 1 <= number <= wanted:
            yield file, ("number",), f"序号要在 1 到 {wanted} 之间，写的是 {number}"
        owners.setdefault(number, file)


def fixed_lists_are_complete_and_in_order(records: Records) -> Iterator[Finding]:
    """四个等级、七步、点单五步齐全，顺序固定。"""
    town = records.town
    lists: tuple[tuple[str, list[str], tuple[str, ...]], ...] = (
        ("grades", [grade.id for grade in town.grades], get_args(GradeId)),
        ("stages", [stage.id for stage in town.stages], get_args(StageId)),
        ("menu", [step.id for step in town.menu], get_args(MenuId)),
    )
    for field, found, wanted in lists:
        if tuple(found) != wanted:
            yield TOWN, (field,), f"要依次写 {'、'.join(wanted)}；现在是 {'、'.join(found)}"


def ids_and_names_are_used_once(records: Records) -> Iterator[Finding]:
    """同一个列表里代号不重复，社区名称不重复。"""
    town = records.town
    yield from _repeated(TOWN, ("channels",), [channel.id for channel in town.channels])
    yield from _repeated(TOWN, ("groups",), [group.id for group in town.groups])
    yield from _repeated(TOWN, ("categories",), [category.id for category in town.categories])
    yield from _repeated(THEMES, ("themes",), [theme.id for theme in records.themes])
    yield from _repeated(COMMITMENTS, ("commitments",), [promise.id for promise in records.commitments])
    yield from _repeated(VISITS, ("tours",), [tour.id for tour in records.tours])
    names: dict[str, str] = {}
    for slug, community in records.communities.items():
        file = community_file(slug)
        yield from _repeated(file, ("highlights",), [highlight.id for highlight in community.highlights])
        for index, highlight in enumerate(community.highlights):
            forms = [form.id for form in highlight.kit.forms] if highlight.kit else []
            yield from _repeated(file, ("highlights", index, "kit", "forms"), forms)
        if community.name in names:
            yield file, ("name",), f"社区名称“{community.name}”和 {names[community.name]} 重复"
        names.setdefault(community.name, file)


def categories_have_a_group(records: Records) -> Iterator[Finding]:
    """每个类别属于 groups 里的一个大类。"""
    known = [group.id for group in records.town.groups]
    for index, category in enumerate(records.town.categories):
        if category.group not in known:
            yield TOWN, ("categories", index, "group"), unknown(category.group, known, "groups ")


def merged_categories_go_on_in_another(records: Records) -> Iterator[Finding]:
    """并走的类别写明并入哪一类；那一类自己没有并走。"""
    remaining = [category.id for category in records.town.categories if not category.merged]
    for index, category in enumerate(records.town.categories):
        if category.merged and category.merged.into not in remaining:
            found = unknown(category.merged.into, remaining, "categories ")
            yield TOWN, ("categories", index, "merged", "into"), found


def words_of_the_ledger_mean_one_thing(records: Records) -> Iterator[Finding]:
    """台账里的一个写法只指一个等级、渠道、类别或社区。"""
    town = records.town
    grades = [(TOWN, ("grades", i), [g.id, g.word, g.colour, *g.aliases]) for i, g in enumerate(town.grades)]
    channels = [(TOWN, ("channels", i), [c.id, c.name, *c.aliases]) for i, c in enumerate(town.channels)]
    categories = [(TOWN, ("categories", i), [c.id, c.name, *c.aliases]) for i, c in enumerate(town.categories)]
    communities: list[tuple[str, Path, list[str]]] = [
        (community_file(slug), (), [slug, community.name, *community.aliases])
        for slug, community in records.communities.items()
    ]
    for entries in (grades, channels, categories, communities):
        yield from _ambiguous(entries)


def _ambiguous(entries: Iterable[tuple[str, Path, list[str]]]) -> Iterator[Finding]:
    owners: dict[str, str] = {}
    for file, path, words in entries:
        for word in dict.fromkeys(words):
            if word == UNASSIGNED:
                yield file, path, f"“{UNASSIGNED}”是保留的代号，请换一个"
            elif word in owners:
                yield file, (*path, "aliases"), f"写法“{word}”已经指另一条了（{owners[word]}），只能指一条"
            owners.setdefault(word, f"{file} {dotted(path)}".rstrip())


def _repeated(file: str, path: Path, ids: list[str]) -> Iterator[Finding]:
    for index, found in enumerate(ids):
        if found in ids[:index]:
            yield file, (*path, index, "id"), f"代号“{found}”用了两次，请换一个"
