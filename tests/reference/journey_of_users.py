"""What ME offers on the way: users who are invited, choose passwords, and leave."""

from __future__ import annotations

import base64
import json
import re
import uuid
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from tests.reference import forgers
from tests.reference.asking import HOUR, NOBODY, PASSWORD

if TYPE_CHECKING:
    from tests.reference.journey import Journey


def subject(token: str) -> object:
    """Give whom a token tells of; None where it tells of nobody."""
    try:
        claims = token.split(".")[1]
        return json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"]
    except (ValueError, IndexError, KeyError, TypeError):
        return None


def invite(journey: Journey, name: str, token: str) -> str:
    return journey.send("POST", "/users/invite", {"email": name}, token).field("id")


def invitations(journey: Journey) -> None:
    token, invited = journey.log_in(), {"email": "new@a.test"}
    expired = journey.older(journey.log_in(), 8.1 * HOUR)
    user = journey.send("POST", "/users/invite", invited, token).field("id")
    for _ in range(2):
        again = journey.send("PATCH", "/users/invite", invited, token).field("id")
        journey.note(user == again)
    journey.send("POST", "/users/invite", invited, token)
    for near in ("n_w@a.test", "new@b.test", 7):
        journey.send("POST", "/users/invite", {"email": near}, token)
    again = journey.send("PATCH", "/users/invite", invited, token).field("id")
    journey.note(user == again)  # who is not the newest any more
    journey.send("GET", "/users/odd", token=token)
    for each in (None, expired):
        journey.send("POST", "/users/invite", {"email": "uninvited@a.test"}, each)
        journey.send("PATCH", "/users/invite", invited, each)
        journey.send("PATCH", "/users/invite", {"email": "uninvited-too@a.test"}, each)
    journey.send("PATCH", "/users/invite", {"email": "uninvited-too@a.test"}, token)
    journey.send("PATCH", "/users/invite", {"email": "uninvited@a.test"}, token)
    for each in (token, None, expired):
        journey.send("GET", f"/users/{user}/invitation_link", token=each)
    other = invite(journey, "deleted@a.test", token)
    journey.send("DELETE", f"/users/{other}", token=token)
    journey.send("GET", f"/users/{other}/invitation_link", token=token)
    journey.send("GET", f"/users/{uuid.uuid4()}/invitation_link", token=token)
    journey.set_password(journey.link(user, token), PASSWORD)
    journey.log_in("new@a.test", PASSWORD)
    journey.send("GET", f"/users/{user}", token=token.rpartition(".")[0] + ".forged")
    journey.send("DELETE", f"/users/{user}")
    for method in ("GET", "DELETE", "GET"):
        journey.send(method, f"/users/{user}", token=token)


def passwords(journey: Journey) -> None:
    token = journey.log_in()
    users = {name: invite(journey, name, token) for name in ("one@a.test", "two@a.test")}
    used = journey.set_password(journey.link(users["one@a.test"], token), PASSWORD)
    journey.log_in("one@a.test", PASSWORD)
    for email in ("one@a.test", NOBODY):
        journey.send("POST", "/users/password", {"email": email})
    found = journey.controlled("/mail/api/v1/search?query=to:one@a.test")["messages"]
    mail = journey.controlled(f"/mail/api/v1/message/{found[0]['ID']}") if found else {}
    journey.note(re.sub(r"reset_token=[^&]*", "", mail.get("Text", "no mail")))
    links = re.findall(r"https?://\S+", mail.get("Text", ""))
    journey.set_password(links[0] if links else "", PASSWORD, "one@a.test")
    journey.reset("two@a.test", journey.link(users["one@a.test"], token), "Another-Users-1")
    journey.reset("one@a.test", journey.link(users["one@a.test"], token)[:-40], "Altered-Token-1")
    link = journey.link(users["one@a.test"], token).replace("&referrer", "A&referrer")
    journey.reset("one@a.test", link, "Altered-Token-2")
    for bad in ("", None, "ž", token):
        body = {"email": "one@a.test", "token": bad, "password": "Wrong-Token-1"}
        journey.send("PATCH", "/users/password", body)
    journey.reset("one@a.test", journey.link(users["one@a.test"], token), "Long-" * 15)
    journey.log_in("one@a.test", ("Long-" * 15)[:72] + "x")
    journey.reset("one@a.test", journey.link(users["one@a.test"], token), "Right-Token-1")
    journey.log_in("one@a.test", PASSWORD)
    journey.reset("one@a.test", f"https://a.test/?reset_token={used}", "Used-Token-1")


def without_password(journey: Journey) -> None:
    token = journey.log_in()
    user = invite(journey, "early@a.test", token)
    found = parse_qs(urlsplit(journey.link(user, token)).query).get("reset_token", ["missing"])
    for password in ("", " ", "early@a.test", found[0]):
        journey.log_in("early@a.test", password)
    journey.send("POST", journey.login, {"email": "early@a.test", "password": None})


def departure(journey: Journey) -> None:
    """Delete a user while others are logged in."""
    token = journey.log_in()
    users = {name: invite(journey, name, token) for name in ("stays@a.test", "goes@a.test")}
    first = journey.link(users["goes@a.test"], token)
    journey.send("PATCH", "/users/invite", {"email": "goes@a.test"}, token)
    journey.link(users["stays@a.test"], token)
    for name, user in users.items():
        journey.reset(name, journey.link(user, token), PASSWORD)
        journey.log_in(name, PASSWORD)
    old = journey.link(users["goes@a.test"], token)
    near = [invite(journey, name, token) for name in ("goes-1@a.test", "late@a.test")]
    leaving, staying = (journey.log_in(name, PASSWORD) for name in reversed(users))
    journey.note([leaving == staying, token == staying, subject(staying) == subject(token)])
    journey.log_in("goes@a.test", PASSWORD)
    tokens = [token, leaving, staying, forgers.by_code(journey)]
    tokens += map(journey.refresh, (token, leaving))
    gone = f"/users/{users['goes@a.test']}"
    deleted = journey.send("DELETE", gone, token=token).field("id")
    journey.note(deleted == users["goes@a.test"])
    for each in tokens:
        journey.probe(each)
    for method in ("GET", "DELETE"):
        journey.send(method, gone, token=token)
    journey.send("GET", f"{gone}/invitation_link", token=token)
    for user in (users["stays@a.test"], *near):
        journey.send("GET", f"/users/{user}", token=token)
    journey.log_in("stays@a.test", PASSWORD)
    journey.log_in("goes@a.test", PASSWORD)
    for link in (first, old):
        journey.reset("goes@a.test", link, "Long-Gone-Horse-7")
    journey.send("DELETE", journey.login, None, staying)
    journey.probe(token)


def passwords_kept(journey: Journey) -> None:
    """Set passwords, and ask for others: each is what was set last."""
    token, password = (
        journey.log_in(),
        f"Longer-Than-{'Twenty-' * 8}Letters-&<-\u017e-e\u0301 %41:a  b\\ ",
    )
    users = {name: invite(journey, name, token) for name in ("kept@a.test", "other@a.test")}
    for user in users.values():
        journey.set_password(journey.link(user, token), password)
    question_marks = password.replace("\u017e", "?").replace("\u0301", "?")
    bare = password.replace("\u017e", "z").replace("\u0301", "")
    cleaned = (password.replace("  ", " "), password.partition(":")[0], unquote(password))
    near = (password.swapcase(), password[:-1], password[:21], question_marks, bare, *cleaned)
    for each in (password, *near, password.replace("\\", "")):
        journey.log_in("kept@a.test", each)
    for own in ("", journey.log_in("kept@a.test", password)):
        body = {"email": "kept@a.test", "token": own, "password": "No-Reset-Token-1"}
        journey.send("PATCH", "/users/password", body)
    journey.reset("other@a.test", journey.link(users["other@a.test"], token), PASSWORD)
    journey.log_in("kept@a.test", password)
    journey.set_password(journey.link(users["other@a.test"], token), "Third-Horse-7")
    journey.log_in("other@a.test", PASSWORD)
    for _ in range(2):
        journey.send("POST", "/users/password", {"email": "kept@a.test"})
        journey.log_in("kept@a.test", password)
    found = journey.controlled("/mail/api/v1/search?query=to:kept@a.test")["messages"]
    for each in found:
        text = journey.controlled(f"/mail/api/v1/message/{each['ID']}").get("Text", "")
        links = re.findall(r"https?://\S+", text)
        journey.reset("kept@a.test", links[0] if links else "", PASSWORD)
        break
    journey.reset("kept@a.test", "https://a.test/?reset_token=wrong", "Wrong-Token-7")
    journey.log_in("kept@a.test", PASSWORD)
    for email in (["kept@a.test", "other@a.test"], "kept@a.test\r\nBcc: other@a.test"):
        journey.send("POST", "/users/password", {"email": email})
        found = journey.controlled("/mail/api/v1/search?query=to:other@a.test")["messages"]
        journey.note(len(found))


def mailed_link(journey: Journey, name: str) -> str:
    """Ask for a mail, and give the link of the newest."""
    journey.send("POST", "/users/password", {"email": name})
    found = journey.controlled(f"/mail/api/v1/search?query=to:{name}")["messages"]
    mail = journey.controlled(f"/mail/api/v1/message/{found[0]['ID']}") if found else {}
    return next(iter(re.findall(r"https?://\S+", mail.get("Text", ""))), "")


def meanwhile(journey: Journey) -> None:
    """Set passwords by links from before something else happened."""
    token = journey.log_in()
    users = {name: invite(journey, name, token) for name in ("slow@a.test", "again@a.test")}
    link = journey.link(users["again@a.test"], token)
    journey.send("PATCH", "/users/invite", {"email": "again@a.test"}, token)
    journey.reset("again@a.test", link, PASSWORD)
    journey.send("GET", f"/users/{users['slow@a.test']}", token=token)
    journey.reset("slow@a.test", journey.link(users["slow@a.test"], token), PASSWORD)
    for number in range(3):
        for _ in range(2 if number == 1 else 1):
            link = journey.link(users["slow@a.test"], token)
        if number != 1:
            journey.log_in("slow@a.test" if number else None, PASSWORD if number else None)
        journey.reset("slow@a.test", link, f"Slow-Horse-{number}")
        journey.log_in("slow@a.test", PASSWORD)
        journey.reset("slow@a.test", journey.link(users["slow@a.test"], token), PASSWORD)
        journey.log_in("slow@a.test", f"Slow-Horse-{number}")
    link = journey.link(users["slow@a.test"], token)
    journey.send("GET", f"/users/{users['slow@a.test']}", token=token)
    journey.reset("slow@a.test", link, "Looked-Up-Horse-7")
    first, other = (mailed_link(journey, name) for name in ("again@a.test", "slow@a.test"))
    journey.log_in("again@a.test", PASSWORD)
    journey.reset("again@a.test", first, "Mailed-Horse-7")
    journey.reset("slow@a.test", other, "Mailed-Horse-8")
    for _ in range(2):
        link = mailed_link(journey, "slow@a.test")
    for number in range(9, 11):
        journey.reset("slow@a.test", link, f"Mailed-Horse-{number}")
    journey.send("POST", "/users/invite", {"email": "o'brien@a.test"}, token)


def changes(journey: Journey) -> None:
    """Change passwords by the old ones, right and wrong."""
    token, others = journey.log_in(), "Another-Users-Horse-7"
    users = {name: invite(journey, name, token) for name in ("changes@a.test", "else@a.test")}
    for (name, user), password in zip(users.items(), (PASSWORD, others), strict=True):
        journey.reset(name, journey.link(user, token), password)
    own, other = journey.log_in("changes@a.test", PASSWORD), journey.log_in("else@a.test", others)
    expired = journey.older(journey.log_in("changes@a.test", PASSWORD), 8.1 * HOUR)
    path, new = (
        f"/users/{users['changes@a.test']}/change_password",
        f"Changed-To-A-{'Much-' * 12}Longer-Horse-7 ",
    )
    for old in (new, "wrong-password", PASSWORD.swapcase(), "", others):
        journey.send("POST", path, {"old_password": old, "new_password": new}, own)
        journey.log_in("changes@a.test", new)
    journey.send("POST", path, {"new_password": new}, own)
    journey.send("POST", path, {"old_password": others, "new_password": new}, other)
    for each in (None, "made-up-token", expired):
        journey.send("POST", path, {"old_password": PASSWORD, "new_password": new}, each)
    right = {"old_password": PASSWORD, "new_password": new}
    changed = journey.send("POST", path, right, own).field("id")
    journey.note(changed == users["changes@a.test"])
    for password in (PASSWORD, new):
        journey.log_in("changes@a.test", password)
    journey.send("POST", path, right, journey.log_in("changes@a.test", new))
    again = {"old_password": new, "new_password": "By-Another-Horse-7"}
    journey.send("POST", path, again, other)
    for name, password in (("else@a.test", others), ("changes@a.test", "By-Another-Horse-7")):
        journey.log_in(name, password)


def once_more(journey: Journey) -> None:
    """Do twice what was done, to who is spelt in capitals, was deleted, or asked before."""
    token, name = journey.log_in(), "mixed@A.TEST"
    user = invite(journey, name, token)
    for method in ("POST", "PATCH"):
        journey.send(method, "/users/invite", {"email": name}, token)
    journey.note("reset_token=" in mailed_link(journey, name))
    journey.reset(name, journey.link(user, token), PASSWORD)
    for number in range(2):
        journey.reset(name, mailed_link(journey, name), f"Mixed-Horse-{number}")
    journey.send("DELETE", f"/users/{user}", token=token)
    again = invite(journey, name, token)
    journey.note(again == user)
    journey.send("GET", f"/users/{again}", token=token)


PARTS = (
    *(invitations, passwords, without_password, departure, passwords_kept, meanwhile, changes),
    once_more,
)
