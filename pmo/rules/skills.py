"""Rules about certificates, training and mentoring."""

import datetime
from collections import defaultdict
from collections.abc import Iterator

from pmo.analysis.certificates import SOON, end_of, held_certificates, needed_certificates
from pmo.findings import message
from pmo.model.people import Person
from pmo.model.portfolio import Portfolio
from pmo.rules.rule import Problem, problem
from pmo.rules.staffing import work
from pmo.rules.walks import Lookup, has_left, is_gone, is_to_come, listed


def certificate_expired(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A certificate that a role needs has expired, and the person has work now or later.

    **Why it matters.** The person may not do the work, or the organisation is liable for it.

    **Example.** As of 2026-11-01, with `certifications: [Safe work at height]` for the role `field-engineer`:

        people:
          - id: geert
            name: Geert
            role: field-engineer
            certifications: [{name: Safe work at height, expires: 2026-08-31}]

    **Fix.** Renew the certificate, or give the work to somebody who holds it.
    """
    needs = needed_certificates(portfolio, as_of)
    if not needs:
        return
    busy: dict[str, list[str]] = defaultdict(list)
    for one in work(portfolio):
        if one.allocation.person is not None and one.allocation.to >= as_of:
            busy[one.allocation.person.lower()].append(one.document.holder)
    roles, people = Lookup(portfolio, "role"), Lookup(portfolio, "person")
    for id_, needed in needs.items():
        held = held_certificates(portfolio.people[id_])
        place = people.find(id_)
        for name, role in needed.items():
            if name not in held or end_of(held[name][1]) >= as_of or id_ not in busy or place is None:
                continue
            index, certificate = held[name]
            yield problem(
                place.document,
                (*place.keys, "certifications", index, "expires"),
                message(
                    "{certificate} of {name} expired on {day}; {role} needs it, in {projects}",
                    certificate=certificate.name,
                    name=portfolio.people[id_].name,
                    day=certificate.expires,
                    role=role,
                    projects=listed(dict.fromkeys(busy[id_])),
                ),
                message("renew it, or give the work to somebody who holds it"),
                related=roles.related(role, ("certifications",), message("the role needs it")),
            )


def certificate_expires_soon(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A certificate expires within sixty days.

    **Why it matters.** Courses are full for months; afterwards it is too late to ask.

    **Example.** As of 2026-11-01:

        people:
          - {id: dewi, name: Dewi, role: analyst, certifications: [{name: PMP, expires: 2026-11-30}]}

    **Fix.** Book the renewal.
    """
    for entry in portfolio.entries("person"):
        person: Person = entry.record
        if not person.certifications or has_left(person, as_of):
            continue
        for index, certificate in held_certificates(person).values():
            if certificate.expires is not None and 0 <= (certificate.expires - as_of).days <= SOON:
                yield problem(
                    entry.document,
                    (*entry.keys, "certifications", index, "expires"),
                    message(
                        "{certificate} of {name} expires on {day}",
                        certificate=certificate.name,
                        name=person.name,
                        day=certificate.expires,
                    ),
                    message("book the renewal"),
                )


def certificate_missing(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A person does not hold a certificate that the role needs.

    **Why it matters.** The person may not do the work of the role.

    **Example.** With `certifications: [CISSP]` for the role `security-specialist`:

        people:
          - {id: sofia, name: Sofia, role: security-specialist}

    **Fix.** Record the certificate, or plan the course.
    """
    roles, people = Lookup(portfolio, "role"), Lookup(portfolio, "person")
    for id_, needed in needed_certificates(portfolio, as_of).items():
        person = portfolio.people[id_]
        held = held_certificates(person)
        place = people.find(id_)
        for name, role in needed.items():
            if name in held or place is None:
                continue
            title = next(
                word for word in portfolio.roles[role.lower()].certifications if word.lower() == name
            )
            yield problem(
                place.document,
                (*place.keys, "certifications" if person.certifications else "role"),
                message(
                    "{name} does not hold {certificate}; {role} needs it",
                    name=person.name,
                    certificate=title,
                    role=role,
                ),
                message("record the certificate, or plan the course"),
                related=roles.related(role, ("certifications",), message("the role needs it")),
            )


def training_overdue(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A course was planned for a day that has passed and is not completed.

    **Why it matters.** Somebody is counted on for a skill that nobody learned yet.

    **Example.** As of 2026-11-01:

        enrolments:
          - {person: ana, course: risk-basics, planned: 2026-09-15}

    **Fix.** Set `completed`, or plan another day.
    """
    document = portfolio.office_holder.documents.get("training")
    if document is None:
        return
    for index, enrolment in enumerate(portfolio.training.enrolments):
        if (
            enrolment.planned is not None
            and is_gone(enrolment.planned, as_of)
            and enrolment.completed is None
        ):
            yield problem(
                document,
                ("enrolments", index, "planned"),
                message(
                    "the course {course} of {person} was planned for {day} and is not completed",
                    course=enrolment.course,
                    person=portfolio.name_of(enrolment.person),
                    day=enrolment.planned,
                ),
                message("set `completed`, or plan another day"),
            )


def completed_in_the_future(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A course is completed on a day that is still to come.

    **Why it matters.** The skill is counted on before it is there.

    **Example.** As of 2026-11-01:

        enrolments:
          - {person: ana, course: risk-basics, completed: 2026-12-15}

    **Fix.** Correct the day, or move it to `planned`.
    """
    document = portfolio.office_holder.documents.get("training")
    if document is None:
        return
    for index, enrolment in enumerate(portfolio.training.enrolments):
        if enrolment.completed is not None and is_to_come(enrolment.completed, as_of):
            yield problem(
                document,
                ("enrolments", index, "completed"),
                message("completed on {day}: that day is still to come", day=enrolment.completed),
                message("correct the day, or move it to `planned`"),
            )


def own_mentor(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """Mentor and mentee are the same person.

    **Why it matters.** One of the two is missing.

    **Example.**

        mentoring:
          - {mentor: ana, mentee: ana, goal: Lead the review alone}

    **Fix.** Name the other person.
    """
    document = portfolio.office_holder.documents.get("training")
    if document is None:
        return
    for index, pair in enumerate(portfolio.training.mentoring):
        if pair.mentor.lower() == pair.mentee.lower():
            yield problem(
                document,
                ("mentoring", index, "mentee"),
                message("{person} is mentor and mentee", person=portfolio.name_of(pair.mentor)),
                message("name the other person"),
                related=[(document, ("mentoring", index, "mentor"), message("the mentor"))],
            )
