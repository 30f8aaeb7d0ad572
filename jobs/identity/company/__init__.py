"""Names of companies taken apart: where, what it is called, what it does, in which legal form, and which branch."""
