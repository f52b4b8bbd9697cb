"""Pages travel compressed; answers of the API as they are, so that their ETags stay strong and fit If-Match."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class PagesGZip(GZipMiddleware):
    """Compresses HTML. Its secrets (CSRF) are masked anew for each answer, so that the length tells nothing of them."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress what is a page; static files come compressed from disk."""
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)
