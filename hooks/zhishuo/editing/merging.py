"""A save of the form -> the file's text with the changed places rewritten and every other character left as it was.

A library that loads and dumps YAML would set comments, quotes and indentation anew; here the parser only says where
each value stands. What cannot be changed in place is written anew from the smallest value around it; the result is
read again and compared with what was to be saved, so that nothing is ever written that says something else.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import TypeAlias

import yaml

from zhishuo.editing.setting import block_text, entries, flow, item, scalar
from zhishuo.problems import Problem, ProblemsError
from zhishuo.yaml_files import NOTHING, Value, decode, read_yaml

Mapping: TypeAlias = "dict[str, Value]"


def merge(file: str, text: str, values: Mapping) -> str:
    """Return `text` changed so that it says `values`, in which nothing is empty.

    Raises ProblemsError for text that is not YAML, that repeats values by & and *, or that cannot be changed in place.
    """
    read_yaml(file, text)
    if any(getattr(event, "anchor", None) for event in yaml.parse(text, Loader=yaml.CSafeLoader)):
        raise ProblemsError([Problem(file, 0, "", "这个文件里有 & 和 * 的引用，表单改不了，请用编辑器改")])
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    if not isinstance(root, yaml.MappingNode):
        return _saying(file, f"{text.rstrip()}\n{entries(values, 0)}", values) if values else text
    merger = _Merger(text if text.endswith("\n") else f"{text}\n")
    merger.mapping(root, values)
    return _saying(file, merger.changed() if merger.edits else text, values)


def written(file: str, first_line: str, values: Mapping) -> str:
    """Return the text of a new file; raises ProblemsError for values that YAML cannot hold."""
    return _saying(file, f"{first_line}\n{entries(values, 0)}", values)


def _saying(file: str, text: str, values: Mapping) -> str:
    """Return `text` once it is read again and says `values`; raises ProblemsError when it does not."""
    if (solid(read_yaml(file, decode(file, text.encode())).values) or {}) != solid(values):
        raise ProblemsError([Problem(file, 0, "", "这样改写不进文件，请用编辑器改")])
    return text


def solid(value: Value) -> Value:
    """Return a value without ends of lines around its texts and without what is empty: what a record makes of it."""
    match value:
        case dict():
            return {name: inner for name, one in value.items() if (inner := solid(one))}
        case list():
            return [inner for one in value if (inner := solid(one))]
        case _:
            return value.strip() if value else None


def _value(node: yaml.Node) -> Value:
    """Return the value of a node as `solid` has it."""
    if isinstance(node, yaml.MappingNode):
        return {name.value: inner for name, one in node.value if (inner := _value(one))}
    if isinstance(node, yaml.SequenceNode):
        return [inner for one in node.value if (inner := _value(one))]
    is_plain = isinstance(node, yaml.ScalarNode) and node.style is None
    return None if is_plain and node.value in NOTHING else str(node.value).strip() or None


def _who(value: Value) -> str:
    """Return what tells an entry of a list from the others: its id, or all of it."""
    return f"id {value['id']}" if isinstance(value, dict) and "id" in value else json.dumps(value, sort_keys=True)


class _Merger:
    """Gathers the edits of one text: start, end and what stands between them afterwards."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.edits: list[tuple[int, int, str]] = []

    def changed(self) -> str:
        """Return the text with all edits made; of several at one place the first stays first."""
        parts, last = [], 0
        for start, end, new in sorted(self.edits, key=lambda edit: edit[:2]):
            parts += [self.text[last:start], new]
            last = end
        return "".join([*parts, self.text[last:]])

    def change(self, node: yaml.Node, wanted: Value, after: int, column: int) -> None:
        """Make `node` say `wanted`; it stands after the index `after`, in what begins at `column`."""
        if _value(node) == wanted:
            return
        if isinstance(wanted, dict) and isinstance(node, yaml.MappingNode) and self.stays(node, wanted):
            self.mapping(node, wanted)
        elif isinstance(wanted, list) and isinstance(node, yaml.SequenceNode) and self.is_block(node):
            self.sequence(node, wanted)
        elif isinstance(wanted, str) and isinstance(node, yaml.ScalarNode) and node.value:
            start, end = node.start_mark.index, self.end(node)
            self.edits.append((start, end, scalar(wanted, column, self.text[start:end])))
        elif isinstance(node, yaml.CollectionNode) and node.flow_style and node.value:
            self.edits.append((node.start_mark.index, self.end(node), flow(wanted)))
        else:
            self.edits.append((after, self.end(node), self.anew(wanted, after, column)))

    def anew(self, wanted: Value, after: int, column: int) -> str:
        return item(wanted, column) if self.text[after - 1] == "-" else block_text(wanted, column)

    def mapping(self, node: yaml.MappingNode, wanted: Mapping) -> None:
        """Take out fields that are no longer given, change the others, add new ones after the field before them."""
        known = {name.value: (name, value) for name, value in node.value}
        for name, value in known.values():
            if name.value in wanted:
                after = self.text.index(":", name.end_mark.index) + 1
                self.change(value, wanted[name.value], after, name.start_mark.column)
            elif _value(value):
                self.edits.append((self.line(name.start_mark.index), self.next_line(self.end(value)), ""))
        column = node.start_mark.column
        for place, name in enumerate(wanted):
            if name in known:
                continue
            entry = entries({name: wanted[name]}, column)
            before = next((one for one in reversed(list(wanted)[:place]) if one in known), None)
            if before:
                at = self.next_line(self.end(known[before][1]))
                self.edits.append((at, at, entry))
            elif self.is_first(at := node.start_mark.index):
                self.edits.append((self.line(at), self.line(at), entry))
            else:
                self.edits.append((at, at, entry.strip(" ") + " " * column))

    def sequence(self, node: yaml.SequenceNode, wanted: Sequence[Value]) -> None:
        """Change entries where they stand, take out and put in whole ones."""
        old = [_value(one) for one in node.value]
        column = node.start_mark.column
        lines = {_who(value): self.lines(one) for value, one in zip(old, node.value, strict=True)}
        matcher = SequenceMatcher(
            None, [_who(value) for value in old], [_who(value) for value in wanted], autojunk=False
        )
        for _, first, end, new_first, new_end in matcher.get_opcodes():
            both = min(end - first, new_end - new_first)
            for one, value in zip(node.value[first : first + both], wanted[new_first : new_first + both], strict=True):
                self.change(one, value, self.dash(one) + 1, column)
            for one in node.value[first + both : end]:
                self.edits.append((*self.lines(one), ""))
            at = self.lines(node.value[end - 1])[1] if end else self.lines(node.value[0])[0]
            for value in wanted[new_first + both : new_end]:
                moved = lines.get(_who(value)) if value in old else None
                new = self.text[slice(*moved)] if moved else f"{' ' * column}-{item(value, column)}\n"
                self.edits.append((at, at, new))

    def stays(self, node: yaml.MappingNode, wanted: Mapping) -> bool:
        """Whether a mapping can be changed in place: written in lines, and no field is taken out beside its dash."""
        names = [name.value for name, _ in node.value]
        if node.flow_style or not set(names) & wanted.keys():
            return False
        return names[0] in wanted or self.is_first(node.start_mark.index)

    def is_first(self, index: int) -> bool:
        """Whether nothing stands before `index` on its line."""
        return not self.text[self.line(index) : index].strip()

    def is_block(self, node: yaml.SequenceNode) -> bool:
        """Whether every entry of a list begins a line of its own."""
        alone = (self.is_first(self.dash(one)) for one in node.value)
        return not node.flow_style and bool(node.value) and all(alone)

    def end(self, node: yaml.Node) -> int:
        """Return the index after the last character of a node's own text, comments and empty lines below left out."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self.end(last[1] if isinstance(last, tuple) else last)
        end: int = node.end_mark.index
        if isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}:
            return len(self.text[:end].rstrip())
        return end

    def line(self, index: int) -> int:
        return self.text.rfind("\n", 0, index) + 1

    def next_line(self, index: int) -> int:
        return self.text.index("\n", index) + 1

    def dash(self, node: yaml.Node) -> int:
        return self.text.rindex("-", 0, node.start_mark.index)

    def lines(self, node: yaml.Node) -> tuple[int, int]:
        """Return where the lines of an entry of a list begin and end."""
        return self.line(self.dash(node)), self.next_line(self.end(node))
