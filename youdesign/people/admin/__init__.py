"""People for programme staff: accounts, code lists, concerns, and who agreed to and did what."""

from youdesign.people.admin.accounts import PersonAdmin
from youdesign.people.admin.codes import CodeAdmin
from youdesign.people.admin.concerns import ConcernAdmin
from youdesign.people.admin.records import AuditEntryAdmin, ConsentEventAdmin

__all__ = ("AuditEntryAdmin", "CodeAdmin", "ConcernAdmin", "ConsentEventAdmin", "PersonAdmin")
