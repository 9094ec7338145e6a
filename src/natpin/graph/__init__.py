"""Resources become nodes, references become edges.

``Index`` says what a node of a property tree stands for; ``Graph`` adds what separate declarations attach to a
resource, and its children; ``doubts`` opens what something unread may have changed.
"""

from natpin.graph.graph import Graph, once

__all__ = ["Graph", "once"]
