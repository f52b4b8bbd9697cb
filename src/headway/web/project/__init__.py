"""Projects: how one is, its plan, money, baselines and reports; the templates of which they are made."""
