"""What people send, turned into clean values, in a module per noun."""

from youdesign.conversations.forms.asks import AnswerForm, AskForm
from youdesign.conversations.forms.messages import EditForm, MessageForm, SignalForm, SwitchForm
from youdesign.conversations.forms.rooms import (
    PACES,
    EventsForm,
    HandOverForm,
    ReadForm,
    SearchForm,
    StayForm,
    WaysForm,
)

__all__ = (
    "PACES",
    "AnswerForm",
    "AskForm",
    "EditForm",
    "EventsForm",
    "HandOverForm",
    "MessageForm",
    "ReadForm",
    "SearchForm",
    "SignalForm",
    "StayForm",
    "SwitchForm",
    "WaysForm",
)
