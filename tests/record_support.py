"""What the tests of one field of a record share: a finding from a text, and what must hold of all its evidence."""

from monitor.announcements.classify import understand
from monitor.announcements.details import proves
from storage.model import Evidence, Finding


def find(lang: str, body: str, *, title: str = "", date: str = "") -> Finding:
    """The finding of a release, after every piece of its evidence was held against the text."""
    finding = understand(title, body, lang, date=date)
    for each in finding.evidence:
        assert each.quote == {"title": title, "body": body}[each.part][each.start : each.end], each
    return finding


def evidence(finding: Finding, field: str, lang: str) -> list[Evidence]:
    """The evidence of one field, each piece of which must hold a form of its value."""
    some = [each for each in finding.evidence if each.field == field]
    assert all(proves(each.field, each.value, each.quote, lang) for each in some), some
    return some
