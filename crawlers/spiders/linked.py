"""What the kinds share whose listings are no pages (feed, sitemap): the release pages they name are read as the listing kind reads its own.

Composition, not inheritance: such a spider holds a `ListingSpider` made of its own facts and asks it for addresses and releases.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from crawlers import address
from crawlers.model import Source
from crawlers.spiders import listing
from crawlers.spiders.listing import ListingSpider


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """The facts of a site's release pages, as the listing kind has them.

    `release`: a regular expression searched in absolute addresses; its group `key` is the native key (default as for listings), its
    group `lang` the site's language label. `hosts`: hosts besides those of the start addresses, each of which counts with and without
    www. `site`: the name of the key's space. `lang`: the language to expect. `zone`: where times without an offset are; `day_first`: how
    05/06/2026 is meant. `title`, `date`, `body`, `drop`: CSS selectors, for pages that structure alone does not read right.
    """

    release: str = ""
    hosts: tuple[str, ...] = ()
    site: str | None = None
    lang: str | None = None
    zone: str = "Asia/Macau"
    day_first: bool = True
    title: str = ""
    date: str = ""
    body: str = ""
    drop: tuple[str, ...] = ()

    def as_listing(self, starts: tuple[str, ...], *, release: str = "") -> listing.Options:
        """The same facts as the listing kind's; `release` where these have none. Raises ValueError for what is wrong with them."""
        return listing.Options(
            start=starts,
            release=self.release or release,
            title=self.title,
            date=self.date,
            body=self.body,
            drop=self.drop,
            site=self.site,
            lang=self.lang,
            zone=self.zone,
            day_first=self.day_first,
            hosts=both_names((*map(address.host_of, starts), *self.hosts)),
        )


def both_names(hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Each host with and without www: feeds and sitemaps of one site mix the two, and both are its operator's."""
    bare = dict.fromkeys(address.strip_www(host.lower()) for host in hosts if host)
    return tuple(name for host in bare for name in (host, f"www.{host}"))


def check_starts(name: str, urls: tuple[str, ...]) -> None:
    """Raises ValueError, with the fact's name, where `urls` are not absolute addresses, or none."""
    if not urls:
        raise ValueError(f"{name} = [] names no address")
    for url in urls:
        if urlsplit(url).scheme not in ("http", "https") or not address.host_of(url):
            raise ValueError(f"{name} has {url!r}, which is not an absolute http address")


def page_reader(source: Source, options: listing.Options) -> ListingSpider:
    """The spider that reads the release pages of a source of another kind."""
    return ListingSpider(replace(source, kind=ListingSpider.kind, options=options))
