"""`ponte link`: stories of the releases in a file. Reads no archive and no config."""

from __future__ import annotations

import json
import sys
from typing import Any, TextIO

from monitor.announcements.classify import BadRecord
from monitor.linking.records import checked, link_records


def link_command(lines: TextIO) -> int:
    """Print id and story of each JSON line, in input order. A bad line: one error on stderr with its number, nothing printed, exit code 2.

    All lines are read before the first answer, because the last one may belong to the first one's story.
    """
    records: list[dict[str, Any]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            checked(record)
        except (ValueError, RecursionError) as error:
            reason = str(error) if isinstance(error, BadRecord) else "not JSON"
            print(f"ponte: line {number}: {reason}", file=sys.stderr)
            return 2
        records.append(record)
    for answer in link_records(records):
        print(json.dumps(answer, ensure_ascii=False))
    return 0
