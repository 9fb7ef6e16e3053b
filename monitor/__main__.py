"""`python -m monitor` and the `ponte` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; every error that an operator can cause ends in one line and its exit code."""
    from monitor.cli import cli
    from monitor.errors import PonteError

    try:
        code = cli.main(standalone_mode=False)
    except PonteError as error:
        print(f"ponte: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
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
