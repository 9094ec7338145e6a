"""How an expression is written, for messages, and for telling two of them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import nodes


def shown(node: nodes.Node) -> str:
    """A chain of names as it is written; for anything else, what kind of expression it is."""
    match type(node).__name__:
        case "Name":
            return str(node.name)  # type: ignore[attr-defined]
        case "Getattr":
            return f"{shown(node.node)}.{node.attr}"  # type: ignore[attr-defined]
        case "Getitem":
            inner = getattr(node.arg, "value", "…")  # type: ignore[attr-defined]
            return f"{shown(node.node)}[{inner}]"  # type: ignore[attr-defined]
        case "Filter":
            inner = shown(node.node) if node.node is not None else ""  # type: ignore[attr-defined]
            return f"{inner} | {node.name}{_shown_arguments(node)}"  # type: ignore[attr-defined]
        case "Call":
            return f"{shown(node.node)}{_shown_arguments(node) or '()'}"  # type: ignore[attr-defined]
        case "Const":
            return repr(node.value)  # type: ignore[attr-defined]
    return "an expression"


def _shown_arguments(node: nodes.Node) -> str:
    listed = [shown(one) for one in node.args]  # type: ignore[attr-defined]
    listed += [f"{one.key}={shown(one.value)}" for one in node.kwargs]  # type: ignore[attr-defined]
    return f"({', '.join(listed)})" if listed else ""


def is_shown_whole(node: nodes.Node) -> bool:
    """True for an expression of which ``shown`` says all: two of them that look alike and rest on one unknown are the same."""
    match type(node).__name__:
        case "Name" | "Const":
            return True
        case "Getattr":
            return is_shown_whole(node.node)  # type: ignore[attr-defined]
        case "Getitem":
            constant = type(node.arg).__name__ == "Const"  # type: ignore[attr-defined]
            return constant and is_shown_whole(node.node)  # type: ignore[attr-defined]
        case "Filter" | "Call":
            inner = [node.node, *node.args, *(one.value for one in node.kwargs)]  # type: ignore[attr-defined]
            plain = node.dyn_args is None and node.dyn_kwargs is None  # type: ignore[attr-defined]
            return plain and all(one is not None and is_shown_whole(one) for one in inner)
    return False
