"""What if: changes that are weighed before they are made, side by side."""
