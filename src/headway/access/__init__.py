"""Who may: the actor, the policy and what is visible."""
