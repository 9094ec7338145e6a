"""Azure Pipelines: what its variables say of a pull request in Azure Repos, and the thread that is kept right on it."""
