"""The canonical form of a document, rule by rule: what it becomes, and what is left as it is."""

from textwrap import dedent

import pytest

from pmo.editing.canonical import formatted


def laid_out(text: str, kind: str = "risks") -> str:
    """The canonical form, which nothing may stand in the way of, and which must be its own."""
    result = formatted(text.encode(), f"{kind}.yaml", kind)
    assert [str(one.message) for one in result.obstacles] == []
    assert formatted(result.content, f"{kind}.yaml", kind).content == result.content
    return result.content.decode()


def check(before: str, after: str, kind: str = "risks") -> None:
    assert laid_out(dedent(before), kind) == dedent(after)


def obstacles(text: str, kind: str = "risks") -> list[tuple[int, str, str | None]]:
    content = text.encode()
    result = formatted(content, f"{kind}.yaml", kind)
    assert result.content == content
    return [(one.where.line, str(one.message), one.code) for one in result.obstacles]


# order


def test_fields_stand_in_the_order_of_the_reference_page():
    check(
        """\
        risks:
          - owner: ana
            title: Late
            id: late
            response: {actions: [], plan: Wait, strategy: accept}
            impact: {cost: 2, schedule: 1}
        note: of the register
        """,
        """\
        risks:
          - id: late
            title: Late
            owner: ana
            impact: {schedule: 1, cost: 2}
            response: {strategy: accept, plan: Wait, actions: []}
        note: of the register
        """,
    )


def test_unknown_fields_and_custom_follow_as_they_stand():
    check(
        """\
        zebra: 1
        custom: {b: 1, a: 2}
        apple: 2
        tags: [x]
        risks: []
        """,
        """\
        risks: []
        tags: [x]
        zebra: 1
        custom: {b: 1, a: 2}
        apple: 2
        """,
    )


def test_the_id_of_a_calendar_comes_first_although_its_other_fields_are_those_of_the_office():
    check(
        "format: 1\ncalendars:\n  - country: ID\n    id: bandung\n",
        "format: 1\ncalendars:\n  - id: bandung\n    country: ID\n",
        "office",
    )


def test_mappings_without_fixed_fields_and_lists_keep_their_order():
    text = "reviews:\n  - id: g\n    criteria:\n      zeta: {result: met}\n      alpha: {result: met}\n"
    check(text, text, "gates")
    check("risks: [{id: b}, {id: a}]\n", "risks: [{id: b}, {id: a}]\n")


def test_a_document_of_no_known_shape_inside_another_keeps_its_order():
    text = "policies:\n  - id: p\n    title: P\n    require: 'true'\n    cases:\n      pass:\n        - title: B\n          id: a\n"
    check(text, text, "policies")


# comments


def test_comments_move_with_what_they_are_about():
    check(
        """\
        # head of the file
        risks: # the list
          # about a
          - title: First # behind the title
            # more about the title

            # above the owner
            owner: ana
              # right of the owner
            # above the id
            id: a # the id
            # at the end of a
          # about b
          - {id: b, title: Second} # b
          # at the end of the list
        # foot of the file
        """,
        """\
        # head of the file
        risks: # the list
          # about a
          -
            # above the id
            id: a # the id
            title: First # behind the title
            # more about the title

            # above the owner
            owner: ana
              # right of the owner
            # at the end of a
          # about b
          - {id: b, title: Second} # b
          # at the end of the list
        # foot of the file
        """,
    )


def test_what_stands_above_the_first_field_stays_at_the_head():
    check(
        "# yaml-language-server: $schema=x.json\n# The office\ncurrency: EUR\nformat: 1\n",
        "# yaml-language-server: $schema=x.json\n# The office\nformat: 1\ncurrency: EUR\n",
        "office",
    )


def test_a_paragraph_of_its_own_above_the_first_field_moves_with_it():
    check(
        "# yaml-language-server: $schema=x.json\n\n# Set by Finance\ncurrency: EUR\nformat: 1\n",
        "# yaml-language-server: $schema=x.json\n\nformat: 1\n# Set by Finance\ncurrency: EUR\n",
        "office",
    )


def test_comments_between_a_key_and_its_value():
    check(
        """\
        risks:
          # above the item
          - title: # on the line of the key
              One
            note:
              # on a line of its own
              Two
            # nothing yet
            cause:
              # right of the key
            event: | # in the header
              text
             # left of the text
            effect: # the key
              >-
              text
        """,
        """\
        risks:
          # above the item
          - title: One # on the line of the key
            # nothing yet
            cause:
              # right of the key
            event: | # in the header
              text
             # left of the text
            effect: >- # the key
              text
            # on a line of its own
            note: Two
        """,
    )


def test_comments_between_a_dash_and_its_content():
    check(
        """\
        risks:
        - # of the item
          id: a
        -
          # of the id
          id: b
        -   # of the value
          text
        - - # of the inner list
            x
        """,
        """\
        risks:
          - # of the item
            id: a
          -
            # of the id
            id: b
          - text # of the value
          - - x # of the inner list
        """,
    )


def test_brackets_with_comments_become_lines():
    check(
        """\
        tags: [ # opening
          one, # first
          # above two
          two
          # below
        ] # closing
        custom: {
          a: 1, b: [ # inner
            x ], # end of b
          c: {} }
        risks: [
          # none yet
        ]
        """,
        """\
        # none yet
        risks: []
        # closing
        tags: # opening
          - one # first
          # above two
          - two
          # below
        custom:
          a: 1
          # end of b
          b: # inner
            - x
          c: {}
        """,
    )


def test_comments_that_accept_findings_keep_what_they_cover():
    text = "# pmo: ignore[PMO602] the whole file\n\nrisks:\n  # pmo: ignore[PMO601] a\n  - id: a\n    owner: ana # pmo: ignore[PMO3]\n"
    assert laid_out(text) == text
    assert laid_out(
        text.replace("id: a\n    owner: ana", "owner: ana\n    id: a").replace(" # pmo: ignore[PMO3]", "")
    ) == (text.replace(" # pmo: ignore[PMO3]", ""))


def test_a_comment_that_would_accept_findings_of_something_else_keeps_the_file_as_it_is():
    assert obstacles("risks:\n  - id: a\n    tags: [x,\n      y] # pmo: ignore[PMO602] y\n") == [
        (4, "laid out, this comment would accept findings of something else", None)
    ]
    assert obstacles("note: x\n# pmo: ignore[PMO602] risks\nrisks: []\n") == [
        (2, "laid out, this comment would accept findings of something else", None)
    ]


# lines and indentation


def test_indentation():
    check(
        """\
        risks:
        -   id: a
            response:
                actions:
                -   id: x
                    text: Go
        -
            - - 1
              - 2
            -   - 3
        """,
        """\
        risks:
          - id: a
            response:
              actions:
                - id: x
                  text: Go
          - - - 1
              - 2
            - - 3
        """,
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("risks: []", "risks: []\n"),
        ("risks: []\n\n\n", "risks: []\n"),
        ("\n\n\nrisks: []\n", "risks: []\n"),
        ("risks: []   \nnote:  x\t\n", "risks: []\nnote: x\n"),
        ("risks: []\r\nnote: x\r\n", "risks: []\nnote: x\n"),
        ("risks: []\rnote: x\r", "risks: []\nnote: x\n"),
        ("\ufeffrisks: []\n", "risks: []\n"),
        ("risks:\t# c  \n  - id:\ta\t# d\n", "risks: # c\n  - id: a # d\n"),
        ("--- # c\nrisks: []\n... # d\n", "# c\nrisks: []\n# d\n"),
        ("# a\n%YAML 1.2\n\n\n# b\n---   # c\n\n# d\nrisks: []\n", "# a\n%YAML 1.2\n\n# b\n---   # c\n\n# d\nrisks: []\n"),
        ("{risks: [], note: x}", "risks: []\nnote: x\n"),
        ("{} # none\n", "{}\n# none\n"),
        ("# head\n\n# more\n{}\n", "# head\n\n# more\n{}\n"),
        ("? risks\n: - ? id\n    : a\n? note\n# above the value\n: x\n? tags\n", "risks:\n  - id: a\ntags:\n# above the value\nnote: x\n"),
        ("--- &a\nrisks: []\n", "&a\nrisks: []\n"),
        ("risks: [ ]\ncustom: { }\n", "risks: []\ncustom: {}\n"),
    ],
)  # fmt: skip
def test_line_ends_markers_and_blanks(before, after):
    assert laid_out(before) == after


def test_single_blank_lines_stay_and_others_go():
    check(
        """\
        risks:


          - id: a

            title: One



            note: x
          - id: b


        note: end
        """,
        """\
        risks:
          - id: a

            title: One

            note: x
          - id: b

        note: end
        """,
    )


def test_fields_that_meet_for_the_first_time_are_set_apart_like_their_neighbours():
    check(
        """\
        id: x
        title: X
        unit: U
        confidentiality: public

        objectives:
          - {objective: a}

        state: active

        approvals:
          - {by: ana, date: 2026-01-01}
        """,
        """\
        id: x
        title: X
        state: active
        unit: U

        objectives:
          - {objective: a}

        approvals:
          - {by: ana, date: 2026-01-01}

        confidentiality: public
        """,
        "charter",
    )


# brackets


def test_brackets_stay_where_they_fit():
    check(
        """\
        tags: [ one,two , three,
          four]
        custom: {a: [1,2], "b": {c: 'd'}}
        """,
        """\
        tags: [one, two, three, four]
        custom: {a: [1, 2], b: {c: d}}
        """,
    )


def test_brackets_that_do_not_fit_become_lines_only_as_far_as_needed():
    words = ", ".join(f"word-{number}" for number in range(11))
    check(
        f"custom: {{a: [{words}], b: {{c: [{words}], d: 1}}}}\n",
        f"custom:\n  a: [{words}]\n  b: {{c: [{words}], d: 1}}\n",
    )
    check(
        f"tags: [{words}, {words}]\n",
        "tags:\n" + "".join(f"  - word-{number}\n" for number in [*range(11), *range(11)]),
    )


def test_records_in_brackets_become_records_on_lines_when_they_do_not_fit():
    check(
        f"risks:\n  - {{title: {'T' * 80}, id: a, owner: the-owner-of-this}}\n",
        f"risks:\n  - id: a\n    title: {'T' * 80}\n    owner: the-owner-of-this\n",
    )


# single values


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("1.10", "1.10"), ("007", "007"), ("0x1F", "0x1F"), ("1e3", "1e3"), ("True", "True"), ("~", "~"), ("null", "null"),
        ("2026-11-01", "2026-11-01"), ("'2026-11-01'", "2026-11-01"), ('"2029"', "'2029'"), ("'1.10'", "'1.10'"),
        ('"plain words"', "plain words"), ("no", "'no'"), ("1:30", "'1:30'"), ("'true'", "'true'"), ("it's", "it's"),
        ("'it''s'", "it's"), ("'it''s: x'", '"it\'s: x"'), ('"say \\"x\\""', '"say \\"x\\""'), ('"a\\tb"', '"a\\tb"'),
        ("'a\tb'", '"a\\tb"'), ("'10\u00a0000'", "'10\u00a0000'"), ("10\u00a0000", "10\u00a0000"), ('"\\u202e"', '"\\u202e"'),
        ("'a: b'", "'a: b'"), ("'# x'", "'# x'"), ("' x'", "' x'"), ("''", "''"), ('""', "''"),
        ("http://example.org/a?b=c#d", "http://example.org/a?b=c#d"), ("a#b", "a#b"), ("&x [a, b]", "&x [a, b]"),
        ("a\n      b\n\n      c", "|-\n      a b\n      c"), ("'a\n\n    b'", "|-\n      a\n      b"), ('"a\\\n    b"', "ab"),
        ('"a\\n\n    b"', "|-\n      a\n       b"),
    ],
)  # fmt: skip
def test_single_values(before, after):
    assert laid_out(f"risks:\n  - note: {before}\n") == f"risks:\n  - note: {after}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[no, 'yes', 'a, b', 'c', {x: }, {z}]", "['no', 'yes', 'a, b', c, {x: null}, {z: null}]"),
        ("[http://example.org, 'http://example.org']", "[http://example.org, 'http://example.org']"),
        ("[a: 1, ? b : 2]", "[{a: 1}, {b: 2}]"),
        ("{'a, b': 1, \"#k\": 2, 'plain': 3, 7: 4, '8': 5}", "{'a, b': 1, '#k': 2, plain: 3, 7: 4, '8': 5}"),
    ],
)
def test_values_and_keys_inside_brackets(before, after):
    assert laid_out(f"custom: {before}\n") == f"custom: {after}\n"


def test_text_that_is_too_long_is_folded_and_stays_as_it_is_folded():
    sentence = " ".join(["word"] * 30)
    after = laid_out(f"note: {sentence}\n")
    assert after == "note: >-\n  " + " ".join(["word"] * 19) + "\n  " + " ".join(["word"] * 11) + "\n"
    assert laid_out(f'note: "{sentence}"\n') == after
    assert laid_out(f"tags:\n- {sentence}\n").splitlines()[:2] == ["tags:", "  - >-"]
    narrow = "note: >-\n  a few\n  words\n"
    assert laid_out(narrow) == narrow
    assert laid_out(f"note: {'x' * 200}\n") == f"note: {'x' * 200}\n"
    just = "note: " + " ".join(["word"] * 20) + " 78901"
    assert len(just) == 111
    assert laid_out(f"{just[:-1]}\n") == f"{just[:-1]}\n"
    assert laid_out(f"{just}\n").startswith("note: >-\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("|\n      one\n\n        two \n      three", "|\n    one\n\n      two \n    three"),
        ("|2\n     one\n    two", "|2\n     one\n    two"),
        (">\n    one\n      more\n    two", ">\n    one\n      more\n    two"),
        ("|+\n    one\n", "|+\n    one\n"),
        ("|+\n    one", "|\n    one"),
        (">-\n   one\n   two\n\n\n", ">-\n    one\n    two"),
        ("|4-\n      one\n       two", "|-\n    one\n     two"),
        ("|2\n    \ttab", "|2\n    \ttab"),
        (">+2\n\n     more\n    less", ">2\n\n     more\n    less"),
        ("|\n    one\n       ", "|\n    one\n       "),
        (">\n    one \n       ", ">\n    one \n       "),
        ("|\n", "''"),
        ("|+\n\n", '"\\n\\n"'),
    ],
)
def test_blocks_of_text_keep_their_lines(before, after):
    assert laid_out(f"tags:\n  - {before}\n") == f"tags:\n  - {after}\n"


def test_a_block_at_the_end_of_a_file_without_line_break_keeps_its_value():
    assert laid_out("note: |\n  one\n  two") == "note: |-\n  one\n  two\n"


def test_blank_lines_that_belong_to_a_text_stay_when_it_moves():
    check(
        """\
        risks:
          - note: |+
              one


            owner: ana

            title: >+
              two

            id: a

        note: x
        """,
        """\
        risks:
          - id: a

            title: >+
              two

            owner: ana

            note: |+
              one


        note: x
        """,
    )


# anchors


def test_anchors_and_aliases_stay():
    check(
        """\
        risks:
          - id: &id a
            title: &same One
            impact: &impact {cost: 3, schedule: 2}
            tags: &tags
              - x
          - id: b
            title: *same
            impact: *impact
            tags: *tags
            custom: {*id : *same, k: [&new x, *new]}
        """,
        """\
        risks:
          - id: &id a
            title: &same One
            impact: &impact {schedule: 2, cost: 3}
            tags: &tags
              - x
          - id: b
            title: *same
            impact: *impact
            tags: *tags
            custom: {*id : *same, k: [&new x, *new]}
        """,
    )


def test_an_alias_that_would_come_before_its_anchor_keeps_the_file_as_it_is():
    words = "with its fields in order, the alias `*one` would come before its anchor"
    assert obstacles("risks:\n  - title: &one One\n    id: *one\n") == [(3, words, None)]


# what cannot be read, or is too unusual


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("risks: [", 2, "PMO101"), ("a:\n\tb: 1\n", 2, "PMO102"), ("a: 1\n---\nb: 1\n", 2, "PMO103"), ("", 1, "PMO106"),
        ("# only a comment\n", 1, "PMO106"), ("- a\n", 1, "PMO107"), ("text\n", 1, "PMO107"), ("[" * 200, 1, "PMO108"),
        ("a:  &a [*a]\n", 1, "PMO109"), ("a:   !!str x\n", 1, "PMO110"), ("a:   {<<: {}}\n", 1, "PMO111"),
        ("a: 1\nb:  2\na: 3\n", 3, "PMO105"), ("a: *b\n", 1, "PMO101"), ("? [x]\n: y\n", 1, "PMO111"), ("a:  .inf\n", 1, "PMO112"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_left_as_it_is(text, line, code):
    ((found, _, reason),) = obstacles(text)
    assert (found, reason) == (line, code)


@pytest.mark.parametrize("content", [b"a: \xff\n", b"a: \x01\n", "a: 1".encode("utf-16")])
def test_other_encodings_and_control_characters_are_left_as_they_are(content):
    result = formatted(content, "risks.yaml", "risks")
    assert (result.content, [one.code for one in result.obstacles]) == (content, ["PMO104"])


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029"])
def test_line_breaks_that_nobody_sees_are_named(character):
    ((line, words, code),) = obstacles(f"risks: []\nnote:  one{character}  two\n")
    assert (line, code) == (2, None)
    assert f"U+{ord(character):04X}" in words


@pytest.mark.parametrize(
    "text",
    [
        "? " + "k" * 2000 + "\n:   v\n",  # no key of that length fits on a line
        "{? }\n",
    ],
)
def test_what_would_not_hold_the_same_values_is_left_as_it_is(text):
    assert [words for _, words, _ in obstacles(text)] == [
        "laid out, this file would not hold the same values"
    ]
