"""Reads sites. Knows no database, no schedule, no feed."""
