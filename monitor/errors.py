"""The errors an operator sees, each one clear line with what, where and how to mend, and its exit code.

    PonteError                exit code 1
    |- ConfigError            2   a wrong config: file, line, nearest known key
    |- UsageError             2   a command asked for something that does not exist
    |- ArchiveUnusable        3   the archive cannot be opened or written
    |- Busy                  75   another run holds the lock

What sites do is never among them: that is a value, a Problem.
"""

from __future__ import annotations


class PonteError(Exception):
    exit_code = 1


class ConfigError(PonteError):
    exit_code = 2


class UsageError(PonteError):
    exit_code = 2


class ArchiveUnusable(PonteError):
    exit_code = 3


class Busy(PonteError):
    exit_code = 75
