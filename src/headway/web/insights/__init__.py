"""What the engine found, in the places where somebody decides."""
