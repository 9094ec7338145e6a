"""One module a language: each makes changes of text, and knows no rule and no resource."""
