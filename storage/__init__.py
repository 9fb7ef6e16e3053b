"""Remembers: the SQLite archive, and the types of what it keeps. Contains no business logic."""
