"""A GitHub of our own, over HTTP: it remembers what it is told, refuses what a token may not do, fails on request,
and checks every request and every answer against GitHub's own OpenAPI and GraphQL schemas."""

from github_server.faults import Fault
from github_server.hub import Account, Comment, Hub, Issue, Pull, Token
from github_server.server import GithubServer

__all__ = ["Account", "Comment", "Fault", "GithubServer", "Hub", "Issue", "Pull", "Token"]
