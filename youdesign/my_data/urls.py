"""Addresses of the pages about one's own data."""

from django.urls import path

from youdesign.my_data import views

urlpatterns = [
    path("my-data/", views.my_data, name="my-data"),
    path("my-data/who-saw/", views.my_data_who_saw, name="my-data-who-saw"),
    path("my-data/ask/", views.my_data_ask, name="my-data-ask"),
    path("my-data/download/<str:token>/", views.my_data_take, name="my-data-take"),
    path("my-data/erase/", views.my_data_erase, name="my-data-erase"),
    path("my-data/erase/wait/", views.my_data_wait, name="my-data-wait"),
    path("erased/<uuid:pk>/", views.my_data_receipt, name="my-data-receipt"),
]
