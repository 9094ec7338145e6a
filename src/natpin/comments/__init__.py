"""What comments on GitHub, GitLab and Azure DevOps have in common: the marker by which one is found again, the limit of
a body, text that a platform obeys for no command, a REST client, and how one comment is kept right.

No module here knows a platform; each platform's room (``github``, ``gitlab``, ``azure_devops``) stands above.
"""
