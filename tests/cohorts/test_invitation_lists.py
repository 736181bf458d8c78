"""Inviting a whole list: read from what spreadsheets write, looked at line by line, then sent once."""

import io
import tracemalloc
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from cohorts.actions import invite
from cohorts.admin.invitations import InvitationForm
from cohorts.invitation_checks import look
from cohorts.invitation_lists import MOST_LINES, CannotRead, as_text, read
from cohorts.models import Cohort, Invitation, LearningGroup
from tests import factories
from youdesign.notices.models import Notice
from youdesign.people.models import AuditEntry, Person

PAGE = "/admin/cohorts/invitation/list/"
GOOD = "Email,Name,Group\nann@new.test,Ann,Tuesday group\nbo@new.test,Bo,\n"


def workbook(*rows: tuple[Any, ...]) -> bytes:
    """Return a spreadsheet of these rows."""
    book, content = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"Email,Name,Group\r\nann@new.test,Ann,Tuesday group\r\n",
        b"\xef\xbb\xbfE-mail address;NAME;Learning group\nann@new.test;Ann;Tuesday group\n",
        b"Email,Name,Group,Notes\nann@new.test,Ann,Tuesday group\n",
        b"Group\tEmail\tName\nTuesday group\tann@new.test\tAnn\n\n\t\t\n",
        workbook(("Email", "Name", "Group"), ("ann@new.test", "Ann", "Tuesday group")),
    ],
    ids=["csv", "excel csv", "ragged", "pasted", "xlsx"],
)
def test_what_spreadsheets_write_is_read(content: bytes) -> None:
    assert [line.cells for line in read(content)] == [("ann@new.test", "Ann", "", "Tuesday group")]


@pytest.mark.parametrize(
    ("content", "people"),
    [
        (b"ann@new.test\nbo@new.test\n", [("ann@new.test", ""), ("bo@new.test", "")]),
        (b"Ann,ann@new.test\nbo@new.test,Bo\n", [("ann@new.test", "Ann"), ("bo@new.test", "Bo")]),
        (b"ann@new.test; bo@new.test\n", [("ann@new.test", ""), ("bo@new.test", "")]),
        (b"Ann Lee <ann@new.test>; Bo <bo@new.test>", [("ann@new.test", "Ann Lee"), ("bo@new.test", "Bo")]),
        (b"ann@new.test\nBo\n", [("ann@new.test", ""), ("", "Bo")]),
    ],
    ids=["addresses", "names beside them", "on one line", "from a mail program", "one without an address"],
)
def test_people_without_headings_are_understood(content: bytes, people: list[tuple[str, str]]) -> None:
    assert [(line.email, line.name) for line in read(content)] == people


def test_roles_are_understood_as_people_say_them(cohort: Cohort) -> None:
    said = ("", "Mentor", "patient leader", "MEMBER", "Meeting buddy", "facilitator")
    text = "Role,Email\n" + "".join(f"{role},p{number}@new.test\n" for number, role in enumerate(said))
    lines = look(read(text.encode()), cohort)
    assert [line.problem for line in lines] == [""] * len(said)
    assert [line.role for line in lines] == ["member", "mentor", "member", "member", "buddy", "facilitator"]


def test_a_role_that_does_not_fit_says_why(cohort: Cohort, group: LearningGroup, mentor: Person) -> None:
    factories.RoleGrantFactory(person=mentor, programme=cohort.programme, role="mentor")
    text = (
        "Email,Role,Group\nann@new.test,Chief,\nbo@new.test,Mentor,Tuesday group\n"
        f"{mentor.email},Mentor,\n{mentor.email},Buddy,\n"
    )
    problems = [line.problem for line in look(read(text.encode()), cohort)]
    assert problems[0].startswith("There is no role called “Chief”. The roles are: Patient leader, Mentor,")
    assert problems[1:] == [
        "A seat in a group is for patient leaders. Leave out the group, or the role.",
        "Is a mentor in this programme already.",
        "",
    ]


def test_a_group_gets_no_more_lines_than_it_has_free_seats(
    coordinator: Person, cohort: Cohort, group: LearningGroup
) -> None:
    for number in range(4):
        invite(by=coordinator, cohort=cohort, group=group, email=f"offered{number}@new.test")
    lines = "".join(f"p{number}@new.test,Tuesday group\n" for number in range(6))
    looked = look(read(f"Email,Group\noffered0@new.test,Tuesday group\n{lines}".encode()), cohort)
    assert [not line.problem for line in looked] == [True] * 4 + [False] * 3  # eight seats: one taken, three offered
    assert looked[-1].problem.startswith("All eight seats of “Tuesday group” are taken or offered.")


def test_one_address_is_written_in_one_way(cohort: Cohort) -> None:
    lines = look(read("Email\n\uff21nn@New.test\nann@new.test\na\u043fn@new.test\n".encode()), cohort)
    assert lines[0].email == "ann@new.test"
    assert lines[1].problem == "The same person as in line 2."
    assert "Use plain letters" in lines[2].problem


def test_letters_of_an_old_windows_are_read_and_a_quotation_may_hold_a_line_break() -> None:
    assert read("Email,Name\nann@new.test,Zoë\n".encode("cp1252"))[0].name == "Zoë"
    assert read(b'Email,Name\nann@new.test,"Ann\nLee"\n')[0].name == "Ann\nLee"


def changed_in_every_header(content: bytes, *, local: int, central: int, to: int) -> bytes:
    """Return the package with one byte set in each header of each part."""
    torn = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        at = torn.find(mark)
        while at >= 0:
            torn[at + offset] = to
            at = torn.find(mark, at + 1)
    return bytes(torn)


def torn_inside(content: bytes) -> bytes:
    """Return the package with nonsense where its sheet is packed."""
    at = content.index(name := b"xl/worksheets/sheet1.xml") + len(name)
    return content[:at] + b"\xff" * 20 + content[at + 20 :]


SHEET = workbook(("Email",), ("ann@new.test",))


@pytest.mark.parametrize(
    "content",
    [
        changed_in_every_header(SHEET, local=6, central=8, to=1),
        changed_in_every_header(SHEET, local=8, central=10, to=99),
        torn_inside(SHEET),
    ],
    ids=["behind a password", "packed in a way we do not know", "torn"],
)
def test_a_spreadsheet_that_cannot_be_unpacked_says_what_to_do(content: bytes) -> None:
    with pytest.raises(CannotRead, match="cannot be opened"):
        read(content)


def test_a_stray_cell_in_the_last_corner_costs_little() -> None:
    book, content = Workbook(), io.BytesIO()
    for row in (("Email",), ("ann@new.test",)):
        book.active.append(row)
    book.active["XFD40000"] = " "
    book.save(content)
    tracemalloc.start()
    try:
        assert [line.email for line in read(content.getvalue())] == ["ann@new.test"]
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_nobody_is_invited_to_a_group_that_takes_nobody(cohort: Cohort, group: LearningGroup) -> None:
    LearningGroup.objects.update(state="settled")
    (line,) = look(read(b"Email,Group\nann@new.test,Tuesday group\n"), cohort)
    assert "is not taking new people now" in line.problem
    form = InvitationForm({"email": "ann@new.test", "cohort": cohort.pk, "role": "member", "group": group.pk})
    assert "is not taking new people now" in form.errors["group"][0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "nobody in this list"),
        (b" \n,,\n", "nobody in this list"),
        (b"Ann,Tuesday group\nBo,\n", "Call one column"),
        (b"ann@new.test,Ann,Tuesday group\n", "The first line is a person"),
        (b"ann@new.test\nbo@new.test,Bo,Tuesday group\n", "The first line is a person"),
        (b"ann@new.test,bo@new.test,Bo\n", "The first line is a person"),
        (b"Email\n" + b"a@b.test\n" * (MOST_LINES + 1), "501 people"),
        (b"Email\n" + b"x" * 1_000_001, "more than 1 MB"),
        (b"Email\0\n", "not a list that we can read"),
        (b"PK\x03\x04 and then nonsense", "cannot be opened"),
        (workbook(("Email",), ("a@b.test",))[:-200], "cannot be opened"),
    ],
    ids=[
        "empty",
        "blank",
        "no addresses",
        "no headings",
        "no headings later",
        "whose name",
        "too many",
        "too big",
        "nul",
        "not a workbook",
        "half a workbook",
    ],
)
def test_a_list_that_cannot_be_read_says_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(CannotRead, match=words):
        read(content)


def test_each_line_says_what_stands_in_its_way(cohort: Cohort, group: LearningGroup, leader: Person) -> None:
    full = factories.LearningGroupFactory(cohort=cohort, name="Full group")
    for _ in range(8):
        full.group_memberships.create(person=factories.MembershipFactory(cohort=cohort).person)
    text = (
        f"Email,Name,Group\n{leader.email},Maureen,\nnot an address,,\n,Nobody,\nann@new.test,Ann,tuesday GROUP\n"
        "ANN@new.test,Ann again,\ncy@new.test,Cy,Moon group\ndi@new.test,Di,Full group\n"
        f"{'e' * 250}@new.test,Ed,\nfay@new.test,{'F' * 81},\n"
    )
    problems = {line.number: line.problem for line in look(read(text.encode()), cohort)}
    expected = {
        2: "Has a place",
        3: "Finish the email address",
        4: "There is no email address",
        5: "",
        6: "The same person as in line 5",
        7: "There is no group called “Moon group”",
        8: "All eight seats of “Full group”",
        9: "That email address is too long",
        10: "Use 80 letters or fewer",
    }
    assert {number: words in problems[number] for number, words in expected.items()} == dict.fromkeys(expected, True)
    assert problems[5] == ""


def test_lines_written_down_are_read_as_they_were() -> None:
    lines = read(b'Email,Name,Group\nann@new.test,"Ann ""Annie"" Lee, MBE",=1+1\n')
    assert [line.cells for line in read(as_text(lines).encode())] == [line.cells for line in lines]


@pytest.mark.parametrize("many", [2, 60])
def test_looking_costs_the_same_for_few_and_for_many(
    cohort: Cohort, group: LearningGroup, many: int, django_assert_num_queries: Any
) -> None:
    lines = read(("Email,Group\n" + "".join(f"p{n}@new.test,Tuesday group\n" for n in range(many))).encode())
    with django_assert_num_queries(6):
        look(lines, cohort)


def test_she_looks_first_and_then_everyone_is_invited_once(staff: Client, cohort: Cohort, group: LearningGroup) -> None:
    upload = SimpleUploadedFile("people.csv", GOOD.encode())
    page = staff.post(PAGE, {"cohort": cohort.pk, "upload": upload, "look": "1"}).content.decode()
    assert "Send 2 invitations" in page
    assert "ann@new.test,Ann,,Tuesday group" in page  # in the box, so that the file is not asked for again
    assert not Invitation.objects.exists()
    for _ in range(2):
        staff.post(PAGE, {"cohort": cohort.pk, "lines": GOOD, "send": "1"}, follow=True)
    sent = Invitation.objects.order_by("email")
    assert [(row.email, row.name, row.group) for row in sent] == [
        ("ann@new.test", "Ann", group),
        ("bo@new.test", "Bo", None),
    ]
    assert Notice.objects.filter(kind="invitation").count() == 2
    assert AuditEntry.objects.filter(verb="invite").count() == 2


def test_those_who_have_not_answered_are_invited_again_only_when_asked(staff: Client, cohort: Cohort) -> None:
    for again, rows in (({}, 1), ({}, 1), ({"send_again": "on"}, 2)):
        staff.post(PAGE, {"cohort": cohort.pk, "lines": "Email\nann@new.test\n", "send": "1", **again})
        assert Invitation.objects.count() == rows
    assert Invitation.objects.unanswered().count() == 1


def test_lines_with_a_problem_come_back_to_be_mended(staff: Client, cohort: Cohort, group: LearningGroup) -> None:
    lines = GOOD + "wrong,Cy,\n"
    page = staff.post(PAGE, {"cohort": cohort.pk, "lines": lines, "send": "1"}).content.decode()
    assert "Invitations sent: 2." in page
    assert "Email,Name,Role,Group\nwrong,Cy,," in page
    assert "Finish the email address, like" in page
    assert "ann@new.test" not in page


def test_a_list_for_a_programme_that_is_not_hers_is_refused(staff: Client, client: Client, leader: Person) -> None:
    other = factories.CohortFactory()
    page = staff.post(PAGE, {"cohort": other.pk, "lines": GOOD, "send": "1"})
    assert page.status_code == 200
    assert "Select a valid choice" in page.content.decode()
    client.force_login(leader)
    assert client.post(PAGE, {"cohort": other.pk, "lines": GOOD, "send": "1"}).status_code in (302, 403)
    assert not Invitation.objects.exists()


def test_nothing_given_says_what_to_do(staff: Client, cohort: Cohort) -> None:
    page = staff.post(PAGE, {"cohort": cohort.pk, "look": "1"}).content.decode()
    assert "Choose a file, or paste the lines below." in page
    assert "Nothing was sent." in page


def test_a_workbook_that_unpacks_to_far_more_is_refused() -> None:
    book = io.BytesIO(workbook(("Email",), ("a@b.test",)))
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/big.xml", b"0" * 30_000_000)
    with pytest.raises(CannotRead, match="cannot be opened"):
        read(book.getvalue())
