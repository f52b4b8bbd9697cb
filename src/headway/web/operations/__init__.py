"""Operations: what recurs."""
