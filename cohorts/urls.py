"""Addresses of this app."""

from django.urls import path

from cohorts import views

urlpatterns = [
    path("programmes/", views.programme_list, name="programme-list"),
    path("programmes/<int:pk>/", views.programme_detail, name="programme-detail"),
    path("programmes/<int:pk>/ask/", views.programme_ask, name="programme-ask"),
    path("programmes/asked/<int:pk>/take-back/", views.application_take_back, name="application-take-back"),
    path("invitations/<int:pk>/", views.invitation_detail, name="invitation-detail"),
    path("invitations/<int:pk>/accept/", views.invitation_accept, name="invitation-accept"),
    path("invitations/<int:pk>/decline/", views.invitation_decline, name="invitation-decline"),
    path("invitations/link/<str:token>/", views.invitation_link, name="invitation-link"),
    path("invitations/link/<str:token>/join/", views.invitation_join, name="invitation-link-join"),
    path("invitations/link/<str:token>/decline/", views.invitation_link_decline, name="invitation-link-decline"),
    path("group/", views.group_mine, name="group-mine"),
    path("groups/<int:pk>/", views.group_detail, name="group-detail"),
    path("groups/<int:pk>/leave/", views.group_leave, name="group-leave"),
    path("groups/<int:pk>/agreement/", views.agreement_detail, name="agreement-detail"),
    path("groups/<int:pk>/agreement/agree/", views.agreement_agree, name="agreement-agree"),
    path("groups/<int:pk>/agreement/change/", views.agreement_change, name="agreement-change"),
    path("groups/<int:pk>/agreement/before/", views.agreement_history, name="agreement-history"),
    path("groups/<int:pk>/sessions/new/", views.session_new, name="session-new"),
    path("sessions/<int:pk>/", views.session_detail, name="session-detail"),
    path("sessions/<int:pk>/edit/", views.session_edit, name="session-edit"),
    path("sessions/<int:pk>/cancel/", views.session_cancel, name="session-cancel"),
    path("sessions/<int:pk>/session.ics", views.session_calendar, name="session-calendar"),
    path("sessions/<int:pk>/answer/", views.session_answer, name="session-answer"),
    path("sessions/<int:pk>/met/", views.session_met, name="session-met"),
    path("sessions/<int:pk>/needs/", views.session_needs, name="session-needs"),
    path("unwell-today/", views.care_unwell, name="care-unwell"),
    path("unwell-today/<str:token>/", views.care_unwell_link, name="care-unwell-link"),
    path("pause/", views.care_pause, name="care-pause"),
    path("places/<int:pk>/leave/", views.place_leave, name="place-leave"),
    path("reflections/", views.reflection_list, name="reflection-list"),
    path("reflections/new/", views.reflection_new, name="reflection-new"),
    path("reflections/<uuid:pk>/", views.reflection_detail, name="reflection-detail"),
    path("reflections/<uuid:pk>/edit/", views.reflection_edit, name="reflection-edit"),
    path("reflections/<uuid:pk>/readers/<int:person>/stop/", views.reflection_unshare, name="reflection-unshare"),
]
