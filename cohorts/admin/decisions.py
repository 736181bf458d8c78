"""You said, we did: staff write down what came of what a cohort said."""

from django.contrib import admin

from cohorts.admin.scope import ScopedAdmin
from cohorts.models import CohortDecision


@admin.register(CohortDecision)
class CohortDecisionAdmin(ScopedAdmin):
    """The cohort reads it at once, so it names nobody."""

    programme = "cohort__programme"
    adds = "Say what came of what a cohort said"
    lists = "You said, we did"
    list_display = ("said", "cohort", "decided_on")
    list_filter = (("cohort", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("cohort",)
    fields = ("cohort", "said", "did", "because", "decided_on")
