"""Writing Markdown: names of people and items are completed as one types."""
