"""A GitLab and an Azure DevOps of our own, over HTTP: each remembers what it is told, refuses what a token may not do, fails
on request, and checks every request and every answer against the description in tests/specs."""

from platform_server.azure_devops import AzureDevOps
from platform_server.gitlab import GitLab
from platform_server.http import Fault

__all__ = ["AzureDevOps", "Fault", "GitLab"]
