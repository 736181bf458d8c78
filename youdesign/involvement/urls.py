"""Addresses of this app."""

from django.urls import path

from youdesign.involvement import views

urlpatterns = [
    path("involvements/", views.involvement_list, name="involvement-list"),
    path("involvements/new/", views.involvement_new, name="involvement-new"),
    path("involvements/<int:pk>/", views.involvement_detail, name="involvement-detail"),
    path("involvements/<int:pk>/move/", views.involvement_move, name="involvement-move"),
    path("involvements/<int:pk>/events/new/", views.event_new, name="event-new"),
    path("events/<int:pk>/", views.event_detail, name="event-detail"),
    path("events/<int:pk>/prepare/", views.event_prepare, name="event-prepare"),
    path("events/<int:pk>/move/", views.event_move, name="event-move"),
]
