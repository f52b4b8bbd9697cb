"""Forms, rotas, escalation paths and rules: how issues come in and what moves them."""
