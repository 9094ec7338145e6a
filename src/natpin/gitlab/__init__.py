"""GitLab CI: what its variables say of a merge request, and the note that is kept right on it."""
