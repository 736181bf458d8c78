"""Django admin in our look, behind our sign-in, and blind to private words: its queries run as the database role yd_admin."""

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.db import connection
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse


class YouDesignAdminSite(admin.AdminSite):
    """The programme staff's pages."""

    site_header = "You Design for programme staff"
    site_title = "You Design"
    index_title = "What would you like to do?"
    site_url = "/"

    def admin_view(self, view: Callable[..., HttpResponseBase], cacheable: bool = False) -> Callable[..., HttpResponseBase]:
        """Return the view with every query of it, and of its template, run as yd_admin."""
        inner = super().admin_view(view, cacheable)

        def blind_to_private_words(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            with connection.cursor() as cursor:
                cursor.execute("SET ROLE yd_admin")
                try:
                    response = inner(request, *args, **kwargs)
                    if isinstance(response, TemplateResponse):
                        response.render()
                    return response
                finally:
                    cursor.execute("RESET ROLE")

        return blind_to_private_words

    login = secure_admin_login(admin.AdminSite.login)
