"""Addresses of this app."""

from django.urls import path

from youdesign.practice import views

urlpatterns = [
    path("practice/", views.scene_list, name="scene-list"),
    path("practice/<slug:slug>/", views.scene_detail, name="scene-detail"),
    path("skills/", views.skill_list, name="skill-list"),
]
