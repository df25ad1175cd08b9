"""`python -m dialoog.pdf`: HTML on standard input becomes an accessible PDF (PDF/UA-1) on standard output.

A process of its own, and the only module that imports WeasyPrint: that takes half a second and a lot of memory, needs
Pango, and reads what people wrote. It reads one stylesheet of ours and nothing else: no network and no other file.
"""

import resource
import sys
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

STYLES = Path(__file__).parent / "static" / "css" / "document.css"
# Nobody's address: what stands in a template as /static/css/document.css.
BASE = "dialoog://document/"
STYLESHEET = f"{BASE}static/css/document.css"
MOST_MEMORY = 2 * 1024**3
MOST_SECONDS = 110


class OwnStyles(URLFetcher):
    """Gives our stylesheet and refuses everything else."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The stylesheet. Raises ValueError for any other address."""
        if url != STYLESHEET:
            raise ValueError("this address is not read")
        told = EmailMessage()
        told["Content-Type"] = "text/css; charset=utf-8"
        return URLFetcherResponse(url, STYLES.read_bytes(), told)


def drawn(html: str) -> bytes:
    """The PDF of a page, tagged, in the language and with the title that the page has."""
    document = HTML(string=html, base_url=BASE, url_fetcher=OwnStyles())  # type: ignore[no-untyped-call]
    return bytes(document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True))


def main() -> None:
    """Read, draw, write; killed by the system when it takes too much memory or time."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    sys.stdout.buffer.write(drawn(sys.stdin.buffer.read().decode()))


if __name__ == "__main__":
    main()
