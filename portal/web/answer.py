"""Flask's response, whose headers leave as they are where there is nothing to correct about them."""

from flask import Response
from werkzeug.datastructures import Headers

OK = 200


class Answer(Response):
    """Werkzeug copies the headers of every response, each value checked anew, to correct a few kinds of them."""

    def get_wsgi_headers(self, environ: dict[str, object]) -> Headers:
        """Those of a whole page: its length is known, and it leads nowhere else."""
        if self.status_code == OK and "Content-Length" in self.headers:
            return self.headers
        return super().get_wsgi_headers(environ)
