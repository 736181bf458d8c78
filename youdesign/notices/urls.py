"""Addresses of this app."""

from django.urls import path

from youdesign.notices import feed_views, views

urlpatterns = [
    path("notices/", views.notice_list, name="notice-list"),
    path("notices/preference/", views.notice_preference, name="notice-preference"),
    path("notices/choices/", views.notice_choices, name="notice-choices"),
    path("notices/times/", views.notice_times, name="notice-times"),
    path("notices/devices/", views.device_add, name="device-add"),
    path("notices/devices/<int:pk>/stop/", views.device_stop, name="device-stop"),
    path("notices/calendar/", feed_views.feed_detail, name="feed-detail"),
    path("notices/calendar/make/", feed_views.feed_make, name="feed-make"),
    path("notices/calendar/stop/", feed_views.feed_stop, name="feed-stop"),
    path("feeds/<str:token>.ics", feed_views.feed_file, name="feed-file"),
    path("push-worker.js", views.service_worker, name="push-worker"),
    path("notices/off/<str:token>/", views.notice_off, name="notice-off"),
]
