"""The reader of pages: what it takes for a step, and what it takes for the same output."""

import pytest

from tests.docs.blocks import Step, agrees, steps

PAGE = """\
# A page

```sh
pmo validate   # what is wrong
# a comment
pmo report status crm \\
  -o crm.md
```

```console
$ pmo status
3 projects
$ pmo rank
```

```yaml
# projects/crm/charter.yaml
id: crm
```

```yaml
id: not-a-file
```

```json
{}
```
"""


def test_steps_of_a_page() -> None:
    assert list(steps(PAGE)) == [
        Step(4, "pmo validate   # what is wrong"),
        Step(7, "pmo report status crm   -o crm.md"),
        Step(11, "pmo status", "3 projects\n"),
        Step(13, "pmo rank"),
        Step(17, path="projects/crm/charter.yaml", content="# projects/crm/charter.yaml\nid: crm\n"),
    ]


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\nb", "\na  \nb\n\n", True),
        ("a\n...\nd\n", "a\nb\nc\nd\n", True),
        ("a\n...\n", "a\nb\nc\n", True),
        ("a\n  …\nd\n", "a\nd\n", True),
        ("a.b\n", "axb\n", False),
        ("a\n", "a\nb\n", False),
        ("a\n...\nd\n", "a\nb\n", False),
        ("b\n", "a\nb\n", False),
    ],
)
def test_what_counts_as_the_same_output(shown: str, printed: str, same: bool) -> None:
    assert agrees(shown, printed) is same
