"""Addresses of this app."""

from django.urls import path

from youdesign.notices import views

urlpatterns = [
    path("notices/", views.notice_list, name="notice-list"),
    path("notices/preference/", views.notice_preference, name="notice-preference"),
    path("notices/off/<str:token>/", views.notice_off, name="notice-off"),
]
