"""The contact to which readers can propose a correction: an issue tracker, or an e-mail address."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from eventclaims.documentation.citation import Citation, list_roles
from eventclaims.errors import PackageError
from eventclaims.package.model import Package
from eventclaims.package.paths import resolve_inside
from eventclaims.package.yaml_files import read_yaml
from eventclaims.render.escaping import escape_controls

_MAIL = "mailto:"
_CITATION = "CITATION.cff"
# The addresses of repositories, in the descriptor and in CITATION.cff, the best first.
_DESCRIPTOR_KEYS = ("repository", "homepage")
_CITATION_KEYS = ("repository-code", "repository", "url")
_NAME = r"[A-Za-z0-9_][\w.-]*"
_END = r"(?:\.git)?/?(?:[?#].*)?"
_GITHUB = re.compile(rf"https?://(?:www\.)?github\.com/({_NAME}/{_NAME}?){_END}", re.ASCII)
_GITLAB = re.compile(
    rf"https?://(gitlab\.[A-Za-z0-9.-]+)/({_NAME}(?:/{_NAME})+?)(?:/-/.*)?{_END}", re.ASCII
)
_EMAIL = re.compile(r"[A-Za-z0-9.!#$'*+/=^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
# The roles of the contributors to write to, the best first.
_ROLES = ("contact", "contactPoint", "maintainer", "author")
# GitHub refuses longer addresses, and mail programs cut them; only a strange id is that long.
_LONGEST = 2000
_LINES = ("Field:", "Value now:", "Proposed value:", "Reason, with the place in the source:")


@dataclass(frozen=True, slots=True)
class Contact:
    """The address to write to.

    Attributes:
        name: GitHub, GitLab, or an e-mail address; empty if the package names nothing.
        address: Address of the form for a new issue, or of an e-mail, without parameters.
        title: Name of the parameter for the title.
        body: Name of the parameter for the text.
    """

    name: str = ""
    address: str = ""
    title: str = ""
    body: str = ""


NOWHERE = Contact()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A correction to propose: its text, and a link; empty if the package names no address."""

    text: str
    link: str

    @property
    def is_mail(self) -> bool:
        """Whether the link writes an e-mail."""
        return self.link.startswith(_MAIL)

    @property
    def is_filled(self) -> bool:
        """Whether the link contains the text."""
        return "?" in self.link


def find_contact(package: Package) -> Contact:
    """Return the issue tracker of a package, else an e-mail address of a contributor.

    A repository at GitHub or GitLab is found in `repository` or `homepage` of the descriptor, or in
    `repository-code`, `repository` or `url` of CITATION.cff.
    """
    descriptor = package.descriptor
    stated = [_read_address(descriptor.get(key)) for key in _DESCRIPTOR_KEYS]
    citation = _read_citation(package)
    stated += [_read_address(citation.get(key)) for key in _CITATION_KEYS]
    for address in stated:
        if match := _GITHUB.fullmatch(address):
            form = f"https://github.com/{match[1]}/issues/new"
            return Contact("GitHub", form, "title", "body")
        if match := _GITLAB.fullmatch(address):
            form = f"https://{match[1]}/{match[2]}/-/issues/new"
            return Contact("GitLab", form, "issue[title]", "issue[description]")
    email = _find_email(descriptor)
    return (
        Contact(email, f"{_MAIL}{quote(email, safe='@')}", "subject", "body") if email else NOWHERE
    )


def make_proposal(contact: Contact, citation: Citation) -> Proposal:
    """Return a proposal to correct the row of a citation, with its permanent name filled in."""
    title = escape_controls(f"Correction of {citation.record}")
    text = "\n".join((f"Row: {citation.fragment}", *_LINES))
    if not contact.address:
        return Proposal(text, "")
    # Lines of an e-mail end in CR and LF.
    body = text.replace("\n", "\r\n") if contact.address.startswith(_MAIL) else text
    query = urlencode({contact.title: title, contact.body: body}, safe="", quote_via=quote)
    link = f"{contact.address}?{query}"
    return Proposal(text, link if len(link) <= _LONGEST else contact.address)


def _read_address(value: object) -> str:
    """Return an address, which may be in an object; empty without one."""
    found = value.get("url") if isinstance(value, dict) else value
    return found.strip() if isinstance(found, str) else ""


def _read_citation(package: Package) -> dict[str, Any]:
    path = resolve_inside(package.root, _CITATION)
    try:
        return read_yaml(path, _CITATION)
    except PackageError:
        return {}


def _find_email(descriptor: dict[str, Any]) -> str:
    contributors = descriptor.get("contributors")
    listed = contributors if isinstance(contributors, list) else []
    found: dict[int, str] = {}
    for contributor in (each for each in listed if isinstance(each, dict)):
        email = contributor.get("email")
        if isinstance(email, str) and _EMAIL.fullmatch(email):
            roles = [role for role in _ROLES if role in list_roles(contributor)]
            rank = _ROLES.index(roles[0]) if roles else len(_ROLES)
            found.setdefault(rank, email)
    return found[min(found)] if found else ""
