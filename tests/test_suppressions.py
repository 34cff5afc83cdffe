"""Only comments accept findings; text that looks like one does not."""

import pytest

from pmo.loading.suppressions import suppressions_in


@pytest.mark.parametrize(
    "content",
    [
        'a: "# pmo: ignore[PMO624]"\n',
        "a: 'x # pmo: ignore[PMO624]'\n",
        "a: |\n  text\n  # pmo: ignore[PMO624]\nb: 1\n",
        'a: "one\n  # pmo: ignore[PMO624]\n  two"\n',
    ],
)
def test_text_is_no_comment(content: str) -> None:
    assert suppressions_in(content.encode()) == ()


@pytest.mark.parametrize(
    "content",
    [
        "a: 1  # pmo: ignore[PMO624]\n",
        'a: "quoted"  # pmo: ignore[PMO624]\n',
        "a: |\n  text\n# pmo: ignore[PMO624]\nb: 1\n",
        "a: |  # pmo: ignore[PMO624]\n  text\n",
    ],
)
def test_comments_are(content: str) -> None:
    (found,) = suppressions_in(content.encode())
    assert found.codes == ("PMO624",)
