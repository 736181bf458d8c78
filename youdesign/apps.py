"""The composition's own app, and Django admin with our site as the default one."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class YouDesignConfig(AppConfig):
    """youdesign: commands and pages that know every app."""

    name = "youdesign"


class YouDesignAdminConfig(AdminConfig):
    """Makes the site in admin_site.py the default one."""

    default_site = "youdesign.admin_site.YouDesignAdminSite"
