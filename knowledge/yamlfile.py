"""YAML that remembers its lines, and that answers a mistake with a complaint rather than an exception.

Read with PyYAML's C parser where it is there. Refuses what a writer does not mean: the same key twice (YAML would
silently keep the last), anchors, and tags.
"""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import yaml

from knowledge.complaint import Complaint

Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MISREAD = re.compile(r"(?i:yes|no|on|off|y|n)|0\d+|[-+]?\d+(:\d+)+(\.\d*)?")
"""What YAML 1.1 takes for a truth value, an octal or a sexagesimal number, and a writer means as a text."""

DEEPEST = 12
"""Levels of nesting; a file of ours has six at most, and the readers below walk by recursion."""

Value = object
"""A YAML value: Block, Items, str, int, float, bool, date or None."""


class Block(dict[str, Value]):
    """A YAML mapping with text keys. `line` is where it begins, `lines` where each key stands."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class Items(list[Value]):
    """A YAML list. `lines` is where each item begins."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


def read_text(path: Path, complaints: list[Complaint]) -> str | None:
    """The text of a file, or None with a complaint when it cannot be read as UTF-8."""
    try:
        data = path.read_bytes()
    except OSError as error:
        complaints.append(Complaint(path, 1, f"cannot be read: {error.strerror}"))
        return None
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        complaints.append(Complaint(path, line, "is not UTF-8; save the file with the encoding UTF-8"))
        return None


def parse_block(text: str, path: Path, complaints: list[Complaint], first_line: int = 1) -> Block | None:
    """The mapping that `text` holds, or None with a complaint. `first_line`: where in the file the text begins."""

    def complain(line: int, message: str) -> None:
        complaints.append(Complaint(path, line, message))

    try:
        loader = Loader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                complain(first_line, "is empty")
                return None
            value = _value(node, loader, complain, first_line, 0)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        complain(first_line + (mark.line if mark else 0), f"is not YAML: {error.problem or error.context}")
        return None
    except yaml.YAMLError as error:
        complain(first_line, f"is not YAML: {str(error).splitlines()[0]}")
        return None
    if not isinstance(value, Block):
        complain(first_line, "must be made of `key: value` lines")
        return None
    return value


def _value(
    node: yaml.Node, loader: yaml.SafeLoader, complain: Callable[[int, str], None], first: int, deep: int
) -> Value:
    line = node.start_mark.line + first
    if deep > DEEPEST:
        complain(line, "is nested too deeply")
        return None
    if isinstance(node, yaml.MappingNode):
        block = Block(line)
        for key_node, value_node in node.value:
            key_line = key_node.start_mark.line + first
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else None
            if key is None:
                complain(key_line, "a key must be one word")
            elif key in block:
                complain(key_line, f"`{key}` stands here a second time (first in line {block.lines[key]})")
            else:
                block.lines[key] = key_line
                block[key] = _value(value_node, loader, complain, first, deep + 1)
        return block
    if isinstance(node, yaml.SequenceNode):
        items = Items(line)
        for item in node.value:
            items.append(_value(item, loader, complain, first, deep + 1))
            items.lines.append(item.start_mark.line + first)
        return items
    try:
        value = loader.construct_object(node)
    except (yaml.YAMLError, ValueError, OverflowError):
        complain(line, f"`{str(node.value)[:40]}` cannot be read (a date that does not exist?)")
        return None
    if isinstance(value, (bool, int, float)) and MISREAD.fullmatch(str(node.value)):
        return str(node.value)
    if value is None or isinstance(value, (str, int, float, bool)) or type(value) is date:
        return value
    return str(node.value)
