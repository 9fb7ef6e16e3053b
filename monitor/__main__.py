"""`python -m monitor` and the `ponte` command."""

from __future__ import annotations

import errno
import io
import os
import sys


def main() -> None:
    """Run the command line; every error that an operator can cause ends in one line and its exit code."""
    from monitor.cli import cli
    from monitor.errors import PonteError

    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows no Chinese shall show question marks, not end the program.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        code = cli.main(standalone_mode=False)
        sys.stdout.flush()
    except PonteError as error:
        print(f"ponte: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except (BrokenPipeError, SystemExit):
        # The reader has gone (| head), which click turns into an exit of its own: 128 + SIGPIPE, as a shell counts. Nothing is flushed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except OSError as error:
        if error.filename is not None or error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"ponte: cannot write the output: {error.strerror}", file=sys.stderr)
        sys.exit(1)
    except Exception as error:
        sys.exit(_usage(error))
    sys.exit(code if isinstance(code, int) else 0)


def _usage(error: Exception) -> int:
    """Click's own complaints about words and options; anything else is a bug and is raised."""
    import click

    if isinstance(error, click.exceptions.Abort):
        print("ponte: interrupted", file=sys.stderr)
        return 130
    if isinstance(error, click.ClickException):
        error.show()
        return 2
    raise error


if __name__ == "__main__":
    main()
