"""Home: the five needs in order, the next thing to do, and what is coming up."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Show the way in, or the person's own table."""
    return render(request, "home.html")
