"""Mail of every sort becomes a letter, and nothing that comes in breaks the house."""

from email.message import EmailMessage
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.rules.letters import keys_in, read_letter


def message(body: str = "It fails", **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Ann Lee <Ann@Outside.test>"
    made["Subject"] = "It fails"
    made["Message-ID"] = "<1@outside.test>"
    for name, value in headers.items():
        name = name.replace("_", "-")
        del made[name]
        made[name] = value
    made.set_content(body)
    return made


def test_what_is_read_of_a_plain_message() -> None:
    letter = read_letter(message(In_Reply_To="<b@x>", References="<a@x> <b@x>").as_bytes())
    assert (letter.sender, letter.sender_name, letter.subject) == ("ann@outside.test", "Ann Lee", "It fails")
    assert (letter.body, letter.references, letter.automatic) == ("It fails", ("b@x", "a@x"), False)
    assert letter.digest == sha256(b"1@outside.test").hexdigest()


def test_what_is_quoted_is_cut_off() -> None:
    body = "Still fails.\n\n> earlier words\n\nOn Mon, 2 Mar 2026, Help <help@acme.test> wrote:\n> all of it\n"
    assert read_letter(message(body).as_bytes()).body == "Still fails."
    assert read_letter(message("> only quoted").as_bytes()).body == "> only quoted"
    assert read_letter(message("Words\n-- \nAnn Lee\nOutside Ltd").as_bytes()).body == "Words"


def test_html_is_read_without_its_marks() -> None:
    made = message()
    made.set_content(
        "<style>p{}</style><p>It <b>fails</b></p><script>alert(1)</script>again &amp; again", subtype="html"
    )
    body = read_letter(made.as_bytes()).body
    assert body.split() == ["It", "fails", "again", "&", "again"]


def test_plain_words_win_and_attachments_are_named() -> None:
    made = message("Plain")
    made.add_alternative("<p>Marked</p>", subtype="html")
    made.add_attachment(b"\x00\x01", maintype="image", subtype="png", filename="screen shot.png")
    letter = read_letter(made.as_bytes())
    assert (letter.body, letter.attachments) == ("Plain", ("screen shot.png",))


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"Return_Path": "<>"},
        {"List_Id": "<news.outside.test>"},
        {"X_Autoreply": "yes"},
    ],
)
def test_machines_are_known(headers: dict[str, str]) -> None:
    assert read_letter(message(**headers).as_bytes()).automatic
    assert not read_letter(message(Auto_Submitted="no").as_bytes()).automatic


@pytest.mark.parametrize(
    ("raw", "sender", "subject"),
    [
        (b"", "", ""),
        (b"\x00\xff\xfe", "", ""),
        (b"From: nobody\nSubject: =?utf-8?b?4pyT?= done\n\nx", "", "\u2713 done"),
        (b"From: a@b.c\nSubject: =?nonsense?q?x?=\n\nx", "a@b.c", "=?nonsense?q?x?="),
        (b"From: =?utf-8?q?=00?= <a@b.c>\nSubject: a\x00b\n\nx", "a@b.c", "ab"),
        (b"From: \xff\xfe <a@b.c>\nSubject: \xe4\xf6\n\nx", "a@b.c", None),
        (b"Content-Type: multipart/mixed\nFrom: a@b.c\nSubject: s\n\nno boundary", "a@b.c", "s"),
        (b"Content-Type: text/plain; charset=klingon\nFrom: a@b.c\nSubject: s\n\nx", "a@b.c", "s"),
        (b"Content-Transfer-Encoding: base64\nFrom: a@b.c\nSubject: s\n\n!!!", "a@b.c", "s"),
        (b"From: a@b.c,d@e.f\nSubject: s\r\nBcc: x\n\nx", None, "s"),
        (b"Content-Disposition: attachment; filename*=utf-8''%ff%00\nFrom: a@b.c\nSubject: s\n\nx", "a@b.c", "s"),
    ],
)
def test_broken_mail_is_read_as_far_as_it_goes(raw: bytes, sender: str | None, subject: str | None) -> None:
    letter = read_letter(raw)
    assert sender is None or letter.sender == sender
    assert subject is None or letter.subject == subject
    assert "\x00" not in letter.subject + letter.body + "".join(letter.attachments)


@given(raw=st.binary(max_size=2000))
def test_any_bytes_at_all(raw: bytes) -> None:
    letter = read_letter(raw)
    for text in (letter.subject, letter.body, letter.sender_name, *letter.attachments):
        assert "\x00" not in text
        text.encode()


HEADER = st.sampled_from(
    [b"From", b"Subject", b"Content-Type", b"References", b"Content-Disposition", b"Content-Transfer-Encoding", b"To"]
)
LINE = st.binary(max_size=60).map(lambda one: one.replace(b"\n", b" ").replace(b"\r", b" "))


@given(headers=st.lists(st.tuples(HEADER, LINE), max_size=8), body=st.binary(max_size=300))
def test_any_headers_at_all(headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    letter = read_letter(b"".join(name + b": " + value + b"\n" for name, value in headers) + b"\n" + body)
    assert len(letter.sender) <= 254
    assert len(letter.subject) <= 500
    for text in (letter.subject, letter.body, letter.sender_name, *letter.attachments):
        text.encode()


def test_keys_in_a_subject() -> None:
    assert keys_in("Re: [PAY-12] fails like pay-7, not 12-PAY") == ["PAY-12", "PAY-7"]
