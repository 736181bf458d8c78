"""What leaders and mentors type, in a module per noun."""

from mentoring.forms.agreements import ClauseForm
from mentoring.forms.hellos import HelloForm

__all__ = ("ClauseForm", "HelloForm")
