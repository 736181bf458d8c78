"""Every address of the site: each app's own, and the composition's."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from youdesign import errors, gallery, health, mailbox
from youdesign.colleagues import rather_not
from youdesign.colleagues import views as colleagues
from youdesign.coming_up import views as coming_up
from youdesign.home import views as home

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler429 = errors.too_many  # asked by allauth
handler500 = errors.server_error

urlpatterns = [
    path("", home.home, name="home"),
    path("", include("youdesign.my_data.urls")),
    path("", include("youdesign.people.urls")),
    path("", include("youdesign.notices.urls")),
    path("", include("youdesign.conversations.urls")),
    path("", include("youdesign.involvement.urls")),
    path("", include("youdesign.practice.urls")),
    path("", include("cohorts.urls")),
    path("", include("mentoring.urls")),
    path("colleagues/", colleagues.colleague_list, name="colleague-list"),
    path("colleagues/blocked/", colleagues.block_list, name="block-list"),
    path("colleagues/blocked/<int:pk>/end/", colleagues.block_end, name="block-end"),
    path("colleagues/rather-not/", rather_not.rather_not_list, name="rather-not-list"),
    path("colleagues/rather-not/<int:pk>/end/", rather_not.rather_not_end, name="rather-not-end"),
    path("colleagues/<int:pk>/rather-not/", rather_not.rather_not_new, name="rather-not-new"),
    path("colleagues/<int:pk>/", colleagues.colleague_detail, name="colleague-detail"),
    path("colleagues/<int:pk>/ask/", colleagues.ask_new, name="ask-new"),
    path("colleagues/<int:pk>/block/", colleagues.block_new, name="block-new"),
    path("colleagues/<int:pk>/photo/<slug:mark>/<slug:size>/", colleagues.colleague_photo, name="colleague-photo"),
    path("coming-up/", coming_up.coming_up, name="coming-up"),
    path("coming-up/print/", coming_up.coming_up_print, name="coming-up-print"),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
]
if settings.DEMO:
    urlpatterns += [
        path("gallery/", gallery.gallery, name="gallery"),
        path("demo/mailbox/", mailbox.mailbox, name="demo-mailbox"),
        path("demo/mailbox/<str:name>/", mailbox.mail, name="demo-mail"),
    ]
