"""Pure rules: lifecycles, ranks, calendars, recurrence, roll-up, the query language."""
