"""The only door through which files are read: it never is outside the workspace.

A reader asks for paths relative to the workspace, POSIX style. Symbolic links are followed only while they stay
inside; anything else gives ``Skipped`` with the reason.

The user names paths inside it, one or several: what belongs to those is reported. The rest of the workspace is seen
too, because what one root only looks up another one may declare.

``interface`` says what a workspace answers, ``folder`` is one on disk; a commit is one too (``natpin.commit_workspace``).
"""

from natpin.workspace.contents import (
    MAX_BYTES,
    as_utf8,
    ends_in_a_word,
    holds_any,
    lowered,
    narrowed,
    whole_words,
    words_of,
)
from natpin.workspace.folder import FolderWorkspace
from natpin.workspace.interface import Workspace, counts, names_root
from natpin.workspace.places import (
    FOLDER_SUFFIXES,
    IGNORED_FOLDERS,
    Focused,
    is_built,
    is_passed_by,
    leads_out,
    lies_apart,
    places_from,
    reads_otherwise,
    within,
)
from natpin.workspace.root import find_root
from natpin.workspace.twins import Made, alike, made_once, same_files
from natpin.workspace.worked_out import found_before, found_once, worked_out

__all__ = [
    "FOLDER_SUFFIXES",
    "IGNORED_FOLDERS",
    "MAX_BYTES",
    "Focused",
    "FolderWorkspace",
    "Made",
    "Workspace",
    "alike",
    "as_utf8",
    "counts",
    "ends_in_a_word",
    "find_root",
    "found_before",
    "found_once",
    "holds_any",
    "is_built",
    "is_passed_by",
    "leads_out",
    "lies_apart",
    "lowered",
    "made_once",
    "names_root",
    "narrowed",
    "places_from",
    "reads_otherwise",
    "same_files",
    "whole_words",
    "within",
    "words_of",
    "worked_out",
]
