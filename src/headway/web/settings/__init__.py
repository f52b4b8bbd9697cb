"""The workspace's people, teams, lifecycles, labels, sprints and tokens."""
