"""Static files, each sent whole: ours are small, and under ASGI Django reads slices only with a warning."""

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile


class StaticFiles(WhiteNoiseMiddleware):
    """WhiteNoise, answering with the file's bytes in place of a file that is read later."""

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponse:
        """Read the file now, close it, and send it under the same headers."""
        lazy = WhiteNoiseMiddleware.serve(static_file, request)
        whole = HttpResponse(b"".join(lazy.streaming_content), status=lazy.status_code)
        del whole["Content-Type"]
        for name, value in lazy.items():
            whole[name] = value
        lazy.close()
        return whole
