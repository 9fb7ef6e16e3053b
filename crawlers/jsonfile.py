"""Reads JSON as sites really send it: text in, plain values out, and one clause where it cannot be trusted. Never raises.

Python's own reader takes more than RFC 8259 allows and fails in ways of its own. Refused here (FAULTS C27): NaN and Infinity (§6), a name
twice in one object (§4, "unpredictable"), numbers of more digits than anything means, nesting without end, and lone surrogates (§8.2),
which no file and no database can hold.

Pages carry JSON inside scripts as well, where what stands around it is no JSON: `strings` reads single values from there.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from math import isfinite
from typing import Any, NoReturn, TypeAlias

Json: TypeAlias = "dict[str, Any] | list[Any] | str | int | float | bool | None"

MAX_DEPTH = 64
MAX_DIGITS = 25

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
_MARKUP = re.compile(r"\s*<(?:!doctype|html|head|body|br|b>|div|\?xml)", re.IGNORECASE)
_STRING = r'"([^"\\]*(?:\\.[^"\\]*)*)"'


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a text is no JSON that can be trusted: one plain clause."""

    detail: str


class _Refused(Exception):
    """What the parser's hooks refuse; never leaves this module."""


def read_json(text: str) -> Json | Unreadable:
    """The value that a JSON text stands for, or why it stands for none. Objects keep the order of their names."""
    text = text.lstrip("\ufeff \t\r\n")
    if _MARKUP.match(text):
        return Unreadable("a page of markup where JSON should be")
    try:
        value: Json = json.loads(text, object_pairs_hook=_object, parse_int=_integer, parse_float=_real, parse_constant=_constant)
    except _Refused as refused:
        return Unreadable(f"JSON that cannot be trusted: {refused}")
    except json.JSONDecodeError as error:
        return Unreadable(f"not JSON: {error.msg} at character {error.pos}")
    except RecursionError:
        return Unreadable(f"JSON nested deeper than {MAX_DEPTH}")
    if _is_deeper(value, MAX_DEPTH):
        return Unreadable(f"JSON nested deeper than {MAX_DEPTH}")
    if _SURROGATE.search(text) and not _is_text(value):
        return Unreadable("JSON that cannot be trusted: half of a character (a lone surrogate)")
    return value


def text_in(value: object, *names: str) -> str:
    """The string at the end of a path of names, without white space around it; "" where there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value.strip() if isinstance(value, str) else ""


def strings(text: str, name: str, start: int = 0) -> list[str]:
    """Every string that stands behind `"name":` in a text from `start` on, such as a script that assigns an object; unreadable ones are
    left out."""
    found: list[str] = []
    for match in re.compile(rf'"{re.escape(name)}"\s*:\s*{_STRING}', re.DOTALL).finditer(text, start):
        try:
            # Strict is off because scripts may hold raw line ends in their strings.
            value = json.loads(f'"{match[1]}"', strict=False)
            value.encode("utf-8")
        except ValueError:
            continue
        found.append(value)
    return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for number, name in enumerate(names) if name in names[:number])
        raise _Refused(f"the name {twice[:40]!a} stands twice in one object")
    return read


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise _Refused(f"a number of {len(digits)} digits")
    return int(digits)


def _real(digits: str) -> float:
    value = float(digits) if len(digits) <= 400 else float("inf")
    if not isfinite(value):
        raise _Refused("a number beyond all measure")
    return value


def _constant(name: str) -> NoReturn:
    raise _Refused(f"{name} is no number")


def _is_deeper(value: object, limit: int) -> bool:
    """Whether containers are nested deeper than `limit`; level by level, for recursion is what must not happen."""
    level = [value]
    for _ in range(limit + 1):
        level = [
            child
            for each in level
            if isinstance(each, (dict, list))
            for child in (each.values() if isinstance(each, dict) else each)
            if isinstance(child, (dict, list))
        ]
        if not level:
            return False
    return True


def _is_text(value: Json) -> bool:
    """Whether all strings of a value can be written as UTF-8."""
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
