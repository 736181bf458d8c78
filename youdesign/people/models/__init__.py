"""Facts about a person: the account, what they bring and need, consent, concerns, and the audit of every change."""

from youdesign.people.models.access import AccessLog
from youdesign.people.models.audiences import PARTS, WHO_READS, Audience
from youdesign.people.models.audit import AuditEntry
from youdesign.people.models.blocks import Block
from youdesign.people.models.concerns import Concern, ConcernReply
from youdesign.people.models.consents import ConsentEvent
from youdesign.people.models.drafts import Draft
from youdesign.people.models.listings import DirectoryEntry, Listing, SearchWord
from youdesign.people.models.my_data import DataExport, ErasureReceipt, ErasureRequest
from youdesign.people.models.needs import AccessNeed
from youdesign.people.models.people import Person, PersonKey, validate_time_zone
from youdesign.people.models.photos import Photo
from youdesign.people.models.profiles import Code, Profile
from youdesign.people.models.site_secrets import SiteSecret

__all__ = (
    "PARTS",
    "WHO_READS",
    "AccessLog",
    "AccessNeed",
    "Audience",
    "AuditEntry",
    "Block",
    "Code",
    "Concern",
    "ConcernReply",
    "ConsentEvent",
    "DataExport",
    "DirectoryEntry",
    "Draft",
    "ErasureReceipt",
    "ErasureRequest",
    "Listing",
    "Person",
    "PersonKey",
    "Photo",
    "Profile",
    "SearchWord",
    "SiteSecret",
    "validate_time_zone",
)
