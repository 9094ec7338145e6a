"""Reports that are printed or written piece by piece, as they come: those of thousands of clusters."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable

from natpin.commands.output import file_to_write, is_device, write_file
from natpin.errors import InputError


def write_by(render: Callable[[Callable[[str], object]], None], output: str | None) -> None:
    """Print what a function puts, or write it to a file, piece by piece. Raises InputError when it cannot be written."""
    if output is None:
        render(sys.stdout.write)
        return
    with file_to_write(output) as file:
        render(file.write)


def write_lines(lines: Iterable[str], output: str | None) -> None:
    """Print texts as they come, or write them to a file in one piece: an error on the way leaves the file as it was.
    Raises InputError when it cannot be written, and what the texts raise."""
    if output is None:
        sys.stdout.writelines(lines)
        return
    if is_device(output):
        write_file("".join(lines), output)
        return
    import os
    from tempfile import mkstemp

    part = ""
    try:
        if os.path.islink(output):
            raise InputError(f"cannot write {output}: it is a symbolic link; name the file it leads to")
        number, part = mkstemp(prefix=f"{os.path.basename(output)}.", dir=os.path.dirname(output) or ".")
        with open(number, "w", encoding="utf-8") as file:
            file.writelines(lines)
        os.chmod(part, 0o666 & ~_umask())
        os.replace(part, output)
        part = ""
    except OSError as error:
        raise InputError(f"cannot write {output}: {error.strerror}") from error
    finally:
        if part:
            os.unlink(part)


def _umask() -> int:
    """What new files are kept from; there is no way to ask that changes nothing."""
    import os

    kept = os.umask(0o077)
    os.umask(kept)
    return kept
