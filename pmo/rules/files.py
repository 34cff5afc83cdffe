"""Family 1xx: files and YAML. Most of it is found while loading; a few rules look at folders and names."""

import datetime
import re
from collections.abc import Iterable, Iterator

from pmo.findings import message
from pmo.model.portfolio import Holder, Portfolio
from pmo.model.scalars import ID_PATTERN, PROJECT_ID_PATTERN
from pmo.rules.rule import Problem, Rule, checked, found_elsewhere, problem

_ID = re.compile(ID_PATTERN)
_PROJECT_ID = re.compile(PROJECT_ID_PATTERN)

UNREADABLE_YAML = """
    The YAML cannot be read.

    **Why it matters.** Nothing in this file counts until it can be read: reports and rules work without it.

    **Example.** A colon without a space behind it, or a quote that is never closed:

        title:Renew the customer system
        purpose: "The old system goes out of support

    **Fix.** Look at the line of the finding and the one above: indentation, a missing colon, a missing quote.
    Text that holds a colon and a space, or begins with a special character, belongs in quotes.
"""

TAB_INDENTATION = """
    A tab is used for indentation.

    **Why it matters.** YAML allows only spaces there; the file cannot be read.

    **Example.** A tab before `owner`:

        risks:
          - id: late
        \towner: ana

    **Fix.** Replace the tab with spaces, and have your editor write spaces in YAML files.
"""

SECOND_DOCUMENT = """
    A second YAML document begins in the file.

    **Why it matters.** A file holds one document. Which of them should count would be a guess.

    **Example.**

        title: One
        ---
        title: Two

    **Fix.** Move the second document into a file of its own, or remove the `---`.
"""

NOT_UTF8 = """
    The file is not UTF-8 text.

    **Why it matters.** Bytes of another encoding, or control characters, would come out as wrong letters in
    names and reports.

    **Example.** A file saved as UTF-16 or Windows-1252 by an older editor.

    **Fix.** Save the file as UTF-8. Write control characters, if they are really needed, as escapes in double
    quotes: `"\\t"`.
"""

DUPLICATE_KEY = """
    The same key stands twice in one mapping.

    **Why it matters.** Only one of the two can count, and readers cannot know which.

    **Example.**

        owner: ana
        status: responding
        owner: budi

    **Fix.** Keep one of the two. They often come from a merge in git.
"""

EMPTY_FILE = """
    The file is empty.

    **Why it matters.** An empty file says nothing, not even "none": a register without entries is `risks: []`.

    **Example.** A `risks.yaml` that holds only comments.

    **Fix.** Fill it in, or delete it. A file that is absent means that nothing was recorded.
"""

NOT_A_MAPPING = """
    The document is not a mapping.

    **Why it matters.** Every file begins with keys. A bare list or text has no place to say what it is.

    **Example.**

        - id: late
          title: The vendor is late

    **Fix.** Put it under the key that belongs to this kind of file:

        risks:
          - id: late
            title: The vendor is late
"""

TOO_DEEP = """
    The content is nested too deeply.

    **Why it matters.** No file needs more than a few levels; a hundred of them are a mistake or an attack.

    **Example.** Hundreds of opening brackets.

    **Fix.** Spread the content over more records or files.
"""

ALIAS_BOMB = """
    Aliases blow the document up, or an anchor contains itself.

    **Why it matters.** A few lines of aliases of aliases can fill any memory.

    **Example.**

        custom: &loop
          again: *loop

    **Fix.** Write the content out instead of using aliases.
"""

EXPLICIT_TAG = """
    An explicit tag is used.

    **Why it matters.** Every field has its type already. Tags make files depend on a programming language.

    **Example.**

        approved: !!str 420000

    **Fix.** Remove the tag.
"""

UNUSABLE_KEY = """
    A key is a list, a mapping or a merge key.

    **Why it matters.** Keys are words. Merge keys (`<<`) hide where a value comes from, and YAML 1.2 does not
    have them.

    **Example.**

        <<: *defaults
        title: Late delivery

    **Fix.** Write the fields out; put quotes around text that begins with a bracket.
"""

UNUSABLE_NUMBER = """
    A number is infinite, not a number, or has too many digits.

    **Why it matters.** Such a value cannot be added to a budget or compared with a limit.

    **Example.**

        approved: .inf

    **Fix.** Write the number with at most 30 digits, or leave the field out when it is not known.
"""

MISNAMED_FILE = """
    A file is named almost like one that is read.

    **Why it matters.** Nobody would notice that its risks, people or costs count nowhere.

    **Example.** `projects/crm/risk.yaml`, or `projects/crm/risks.yml`.

    **Fix.** Rename it as the finding says.
"""

STRAY_FILE = """
    A file is not of any kind and is not read.

    **Why it matters.** It looks as if it counted, and does not. Usually its name is misspelt.

    **Example.** `projects/crm/risk.yaml` instead of `risks.yaml`, or `plan.yml` instead of `plan.yaml`.

    **Fix.** Rename it, remove it, or move it out of the portfolio's folders. `pmo schema --list` shows all kinds.
"""

LINK_OUTSIDE = """
    A link leads out of the portfolio, or to a folder.

    **Why it matters.** What lies outside is not part of the history, and may not be meant for its readers.

    **Example.** `projects/crm/budget.yaml` is a symbolic link to `/home/ana/budget.yaml`.

    **Fix.** Put the file itself here.
"""

UNREADABLE_FILE = """
    A file cannot be read.

    **Why it matters.** Its content is missing from every report.

    **Example.** A link whose target was deleted, or a file without permission to read.

    **Fix.** Check that the file exists, that it is a regular file, and its permissions.
"""

SUBMODULE = """
    A git submodule stands where documents belong.

    **Why it matters.** The content of a submodule is not part of this repository's history and is not read.

    **Example.** `projects/crm` is a submodule.

    **Fix.** Keep the project's files in the portfolio's own repository.
"""

TOO_LARGE = """
    A file is too large.

    **Why it matters.** A document of several megabytes is a mistake, or data that belongs elsewhere.

    **Example.** An export of ten years of time sheets pasted into `budget.yaml`.

    **Fix.** Split it, or remove what does not belong here.
"""


def missing_charter(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A project has documents but no charter.

    **Why it matters.** Without a charter nobody knows the project's state, sponsor and manager; it is missing
    from every figure that depends on them.

    **Example.** `projects/crm/plan.yaml` exists, `projects/crm/charter.yaml` does not.

    **Fix.** Write the charter, or remove the folder.
    """
    for project in portfolio.projects.values():
        path = f"projects/{project.id}/charter.yaml"
        if "charter" not in project.documents and path not in portfolio.unread_paths:
            yield problem(
                path,
                (),
                message("the project `{project}` has documents but no charter", project=project.id),
                message("write projects/{project}/charter.yaml, or remove the folder", project=project.id),
            )


def unusable_name(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A folder or file name cannot be an id.

    **Why it matters.** The name of a project's or programme's folder is its id, that of a method its id as well.
    Ids compare without case, so two names that differ only in case would be one id; and some systems cannot
    hold both.

    **Example.** `projects/CRM renewal/charter.yaml`, or `programmes/Growth` beside `programmes/growth`.

    **Fix.** Rename the folder: lower-case words joined by single hyphens, such as `crm-renewal`.
    """
    for project in portfolio.projects.values():
        if not _PROJECT_ID.match(project.id):
            yield problem(
                _some_path(portfolio, project, "projects"),
                (),
                message("the folder name `{name}` cannot be the id of a project", name=project.id),
                message("rename it: lower-case words joined by single hyphens, such as crm-renewal"),
            )
    for programme in portfolio.programme_holders.values():
        if not _ID.match(programme.id):
            yield problem(
                _some_path(portfolio, programme, "programmes"),
                (),
                message("the folder name `{name}` cannot be the id of a programme", name=programme.id),
                message("rename it: words of letters and digits joined by single hyphens"),
            )
    holders = portfolio.programme_holders
    for name, other in _equal_but_for_case(holders):
        yield _case_problem(_some_path(portfolio, holders[name], "programmes"), "programmes", name, other)
    for name, other in _equal_but_for_case(document.name for document in portfolio.method_documents):
        yield _case_problem(f"methods/{name}.yaml", "methods", name, other)


def folder_of_no_programme(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A folder in `programmes/` belongs to no programme.

    **Why it matters.** Its registers would be shown under a programme that the strategy does not have.

    **Example.** `programmes/growth/risks.yaml`, while `strategy.yaml` has no programme `growth`.

    **Fix.** Add the programme to `strategy.yaml`, or rename the folder to the programme's id.
    """
    if "strategy.yaml" in portfolio.unread_paths:
        return
    for programme in portfolio.programme_holders.values():
        if programme.id.lower() not in portfolio.programmes:
            yield problem(
                _some_path(portfolio, programme, "programmes"),
                (),
                message("the folder `{name}` belongs to no programme of strategy.yaml", name=programme.id),
                message("add the programme to strategy.yaml, or rename the folder"),
            )


def _some_path(portfolio: Portfolio, holder: Holder, area: str) -> str:
    """A file of the holder to show the finding at: the charter, else the first by name."""
    paths = [
        document.path for document in portfolio.documents if document.path.startswith(f"{area}/{holder.id}/")
    ]
    paths += [path for path in portfolio.unread_paths if path.startswith(f"{area}/{holder.id}/")]
    return min(paths, key=lambda path: (not path.endswith("/charter.yaml"), path))


def _equal_but_for_case(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Names that another before them equals but for case, and that other one."""
    first: dict[str, str] = {}
    for name in sorted(names):
        other = first.setdefault(name.lower(), name)
        if other != name:
            yield name, other


def _case_problem(path: str, folder: str, name: str, other: str) -> Problem:
    text = message(
        "`{name}` and `{other}` in {folder}/ differ only in case", name=name, other=other, folder=folder
    )
    return problem(path, (), text, message("rename one of them: ids compare without case"))


FILE_RULES: tuple[Rule, ...] = (
    found_elsewhere("PMO101", "unreadable-yaml", UNREADABLE_YAML),
    found_elsewhere("PMO102", "tab-indentation", TAB_INDENTATION),
    found_elsewhere("PMO103", "second-document", SECOND_DOCUMENT),
    found_elsewhere("PMO104", "not-utf8", NOT_UTF8),
    found_elsewhere("PMO105", "duplicate-key", DUPLICATE_KEY),
    found_elsewhere("PMO106", "empty-file", EMPTY_FILE),
    found_elsewhere("PMO107", "not-a-mapping", NOT_A_MAPPING),
    found_elsewhere("PMO108", "too-deep", TOO_DEEP),
    found_elsewhere("PMO109", "alias-bomb", ALIAS_BOMB),
    found_elsewhere("PMO110", "explicit-tag", EXPLICIT_TAG),
    found_elsewhere("PMO111", "unusable-key", UNUSABLE_KEY),
    found_elsewhere("PMO112", "unusable-number", UNUSABLE_NUMBER),
    found_elsewhere("PMO113", "stray-file", STRAY_FILE, "warning"),
    found_elsewhere("PMO114", "link-outside", LINK_OUTSIDE),
    found_elsewhere("PMO115", "unreadable-file", UNREADABLE_FILE),
    found_elsewhere("PMO116", "submodule", SUBMODULE),
    found_elsewhere("PMO117", "too-large", TOO_LARGE),
    checked("PMO118", missing_charter),
    checked("PMO119", unusable_name),
    checked("PMO120", folder_of_no_programme),
    found_elsewhere("PMO121", "misnamed-file", MISNAMED_FILE),
)
