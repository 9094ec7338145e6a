"""A look at live Azure, told: for people (``text``), for programs (``json``), for summaries and issues (``markdown``)."""
