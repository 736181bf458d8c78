"""Django admin in our look, behind our sign-in, and blind to private words: its queries run as the role yd_admin."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse
from django.utils.decorators import method_decorator

from youdesign.people.blind import as_programme_staff
from youdesign.staff_tasks import by_subject, can_begin, done_lately, waiting_for


class YouDesignAdminSite(admin.AdminSite):
    """The programme staff's pages."""

    site_header = "You Design for programme staff"
    site_title = "You Design"
    index_title = "What would you like to do?"
    site_url = "/"

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show tasks first, each with how many things wait within what this member of staff may see."""
        facts = {
            "waiting": list(waiting_for(self, request)),
            "begin": list(can_begin(self, request)),
            "lately": list(done_lately(self, request)),
        }
        return super().index(request, facts | (extra_context or {}))

    def app_index(self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the one first page: how the code is divided is no concern of staff."""
        return redirect("admin:index")

    def get_app_list(self, request: Any, app_label: str | None = None) -> list[Any]:
        """Sort the lists by subject."""
        found = super().get_app_list(request, app_label)
        return found if app_label else by_subject(self, found)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """Return the view with every query of it, and of its template, run as yd_admin."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def blind_to_private_words(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            bool(request.user.is_authenticated)  # reads the session and the person now, with the site's own rights
            with as_programme_staff():
                response = inner(request, *args, **kwargs)
                return response.render() if isinstance(response, SimpleTemplateResponse) else response

        return blind_to_private_words

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Send whoever is not signed in to our own sign-in, with its codes and rate limits."""
        return secure_admin_login(super().login)(request, extra_context)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Sign out in our own way, with the site's own rights; the button's POST stays a POST."""
        return redirect("account_logout", preserve_request=True)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Change a password in one place only."""
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the account page."""
        return redirect("account_change_password")
