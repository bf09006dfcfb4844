"""代码: identifiers of the state's standards — read, checked and made, without any database.

One module a kind of code. Every module speaks the same verbs: `parse` splits a code and refuses
a malformed one, `verify` also computes its check character, `make` builds one. What is refused
is an `Invalid` problem that says which rule is broken and what to do.
"""
