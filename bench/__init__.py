"""What Ponte costs, beside a minimal Scrapy spider that does the same crawl: `make bench`, explained in docs/performance.md."""
