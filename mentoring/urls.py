"""Addresses of this app."""

from django.urls import URLPattern, path

from mentoring import views

urlpatterns: list[URLPattern] = [
    path("mentor/", views.mentor_suggestions, name="mentor-suggestions"),
    path("mentor/suggest/", views.match_suggest, name="match-suggest"),
    path("mentor/wait/", views.match_decline_all, name="match-decline-all"),
    path("mentor/think-again/", views.match_think_again, name="match-think-again"),
    path("mentor/offer/", views.offer_new, name="offer-new"),
    path("mentor/offer/<int:pk>/", views.offer_change, name="offer-change"),
    path("mentor/offer/<int:pk>/rest/", views.offer_rest, name="offer-rest"),
    path("mentor/offer/<int:pk>/back/", views.offer_back, name="offer-back"),
    path("mentor/offer/<int:pk>/step-down/", views.offer_step_down, name="offer-step-down"),
    path("mentor/<int:pk>/", views.match_detail, name="match-detail"),
    path("mentor/<int:pk>/choose/", views.match_choose, name="match-choose"),
    path("mentor/<int:pk>/take-back/", views.match_withdraw, name="match-withdraw"),
    path("mentor/<int:pk>/accept/", views.match_accept, name="match-accept"),
    path("mentor/<int:pk>/decide/", views.match_decide, name="match-decide"),
    path("mentor/<int:pk>/end/", views.match_end, name="match-end"),
    path("mentor/notes/", views.choosing_notes, name="choosing-notes"),
    path("mentor/<int:pk>/pass-on/", views.match_pass_on, name="match-pass-on"),
    path("mentor/<int:pk>/not-now/", views.match_not_now, name="match-not-now"),
    path("mentor/<int:pk>/agreement/", views.match_agreement, name="match-agreement"),
    path("mentor/<int:pk>/agreement/sign/", views.match_sign, name="match-sign"),
    path("mentor/<int:pk>/agreement/before/", views.match_wordings, name="match-wordings"),
    path("mentor/<int:pk>/agreement/paper/", views.match_paper, name="match-paper"),
    path("mentor/<int:pk>/agreement/<slug:clause>/change/", views.match_clause, name="match-clause"),
    path("mentor/<int:pk>/talk/", views.talk_new, name="talk-new"),
    path("talks/<int:pk>/", views.talk_detail, name="talk-detail"),
    path("talks/<int:pk>/pick/", views.talk_pick, name="talk-pick"),
    path("talks/<int:pk>/move/", views.talk_move, name="talk-move"),
    path("talks/<int:pk>/call-off/", views.talk_call_off, name="talk-call-off"),
    path("talks/<int:pk>/came/", views.talk_came, name="talk-came"),
    path("talks/<int:pk>/my-notes/", views.talk_note, name="talk-note"),
    path("mentor/<int:pk>/steps/", views.step_new, name="step-new"),
    path("steps/<int:pk>/", views.step_move, name="step-move"),
    path("steps/<int:pk>/change/", views.step_change, name="step-change"),
    path("reflections/<uuid:pk>/share-with-my-mentor/", views.reflection_share_mentor, name="reflection-share-mentor"),
]
