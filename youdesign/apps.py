"""The composition's own app, and Django admin with our site as the default one."""

from django.apps import AppConfig, apps
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig

# What allauth offers to staff and opens accounts: sessions, second factors, addresses.
NOT_FOR_STAFF = ("account.EmailAddress", "mfa.Authenticator", "usersessions.UserSession")


class YouDesignConfig(AppConfig):
    """youdesign: commands and pages that know every app."""

    name = "youdesign"


class YouDesignAdminConfig(AdminConfig):
    """Makes the site in admin_site.py the default one."""

    default_site = "youdesign.admin_site.YouDesignAdminSite"

    def ready(self) -> None:
        """Find every app's admin pages, then take away those that are not for staff."""
        super().ready()
        admin.site.unregister([apps.get_model(name) for name in NOT_FOR_STAFF])
