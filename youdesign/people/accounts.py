"""How allauth signs people in and writes to them."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Our wording and rules on top of allauth's."""
