"""CHECKS: a flat list of named rules across all records; each rule's docstring is the sentence it stands for.

A rule yields findings (file, path inside the file, message); here they become problems with line numbers, unless the
rule itself knows the line inside a long text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from zhishuo.checks import changes, flows, held, privacy, receipts, releases, showcase, town
from zhishuo.checks.findings import Finding
from zhishuo.problems import Problem, ProblemsError
from zhishuo.reading import Records

Rule: TypeAlias = Callable[[Records], Iterable[Finding | Problem]]
CHECKS: tuple[Rule, ...] = (
    town.the_number_of_communities_is_right,
    town.fixed_lists_are_complete_and_in_order,
    town.ids_and_names_are_used_once,
    town.categories_have_a_group,
    town.merged_categories_go_on_in_another,
    town.words_of_the_ledger_mean_one_thing,
    showcase.references_resolve,
    showcase.dates_are_in_order,
    showcase.a_figure_has_a_unit,
    showcase.english_lists_match_the_chinese,
    showcase.media_files_exist,
    showcase.minutes_say_how,
    showcase.forms_are_tables_or_texts,
    held.claims_are_held_to_published_quarters,
    changes.addresses_lead_somewhere,
    showcase.pages_of_prose_have_a_place,
    showcase.texts_hold_no_html,
    privacy.texts_give_nobody_away,
    privacy.texts_name_nobody,
    privacy.waivers_are_used,
    releases.rows_and_columns_are_known,
    releases.tables_are_about_their_month,
    releases.every_count_is_a_multiple_of_the_base,
    releases.the_same_requests_add_up,
    releases.months_follow_and_are_chained,
    flows.parts_stay_within_the_whole,
    flows.stocks_never_fall_below_nothing,
    flows.the_first_release_alone_carries,
    releases.no_ledger_lies_in_the_repository,
    receipts.sealed_receipts_are_whole,
    receipts.example_codes_stand_on_sample_sites_only,
)


# Rules that take long and look at no story.
_STEADY = frozenset(
    {releases.the_same_requests_add_up, flows.parts_stay_within_the_whole, flows.stocks_never_fall_below_nothing}
)


def check(records: Records) -> None:
    """Apply every rule to `records`; raises ProblemsError with all that is found.

    What was typed is hardly asked for any more afterwards, and held as text alone.
    """
    problems = [_problem(records, finding) for rule in CHECKS for finding in _found(rule, records)]
    if problems:
        raise ProblemsError(problems)
    for document in records.documents.values():
        document.forget()


def _found(rule: Rule, records: Records) -> Iterable[Finding | Problem]:
    if rule not in _STEADY:
        return rule(records)
    return records.steady(rule.__name__, lambda steady: tuple(rule(steady)))


def _problem(records: Records, finding: Finding | Problem) -> Problem:
    if isinstance(finding, Problem):
        return finding
    file, path, message = finding
    if document := records.documents.get(file):
        return document.problem(path, message)
    match path:
        case (int(line),):
            return Problem(file, line, "", message)
    return Problem(file, 0, "", message)
