"""Hand-made files that are easily damaged by an edit, each of which parses."""

NASTY: dict[str, bytes] = {
    "comments everywhere": b"""\
# head of the file

# about risks
risks:   # the list
  # Supply
  # second line
  - id: a   # the id
    # above the title
    title: First   # behind the title
    # between

    owner: ana
    # at the end of a
  # before b
  - id: b
    title: Second
    response:   # what we do
      # inside the response
      plan: Wait   # and see
      # at the end of the response
    owner: budi   # him
  # after the last
# foot of the file
""",
    "line ends of Windows": b"# head\r\nrisks:\r\n  - id: a # c\r\n    title: 'One'\r\n    owner: ana\r\n"
    b"    note: |\r\n      one\r\n\r\n      two\r\n  - id: b\r\n    title: Two\r\n    owner: budi\r\n",
    "old line ends of Macs": b"risks:\r  - id: a\r    title: One\r    owner: ana\r  - id: b\r    title: Two\r",
    "mixed line ends": b"risks:\n  - id: a\r\n    title: One\n    owner: ana\r\n  - id: b\n    title: Two\r\n",
    "byte order mark": b"\xef\xbb\xbfrisks:\n  - id: a\n    title: One\n    owner: ana\n",
    "no line break at the end": b"risks:\n  - id: a\n    title: One\n    owner: ana",
    "comment without a line break at the end": b"risks:\n  - id: a\n    title: One\n    owner: ana # him",
    "literal block at the end": b"risks:\n  - id: a\n    owner: ana\n    note: |\n      one\n      two",
    "folded block at the end": b"risks:\n  - id: a\n    owner: ana\n    note: >\n      one\n      two",
    "kept blank lines": b"risks:\n  - id: a\n    note: |+\n      one\n\n\n    owner: ana\n  - id: b\n    note: |+\n      x\n\n\n",
    "other alphabets": "# Ränder\nrisks:\n  - id: a\n    title: Überfällig \U0001f600 # ärgerlich\n    owner: \u5f20\u4f1f\n"
    "    note: 'e\u0301 \u200d'\n  - id: b\n    title: \u0130stanbul\n".encode(),
    "anchors": b"""\
risks:
  - id: a
    title: &same One for all
    owner: &lead ana
    tags: &tags [x, y]
    impact: &impact {cost: 3, schedule: 2}
  - id: b
    title: *same
    owner: *lead
    tags: *tags
    impact: *impact
  - id: c
    title: &unused Alone
    owner: *lead
    impact: &nobody
      cost: 1
""",
    "flow": b"""\
{risks: [{id: a, title: 'It''s', owner: ana, impact: {cost: 3}, tags: [x, "y, z"], note: },
  {id: b,
   title: "Two",   # c
   owner: budi, tags: []}, {id: c, "title": plain words here}],
 note: text}
""",
    "flow in block": b"""\
risks: [ {id: a, title: One, impact: { cost: 3 , schedule: 2 } }, # first
         {id: b, title: Two} ]
tags: [one,
  two,   # second
  three,
]
""",
    "blocks of text": b"""\
risks:
  - id: a
    title: >-
      A title that is
      folded

      twice
    note: |2
        indented by two
      and not
    cause: >+
      kept

    effect: "double
      quoted over
      lines"
    event: 'single

      quoted'
    category: plain words
      over two lines
    owner: ana
  - id: b
    title: |
      # not a comment
      - not: an item
""",
    "lists at the column of their key": b"""\
risks:
- id: a
  tags:
  - x
  - y   # two
  title: One
- id: b
  title: Two
tags:
- z
""",
    "wide": b"""\
risks:

    -   id: a
        title: One
        tags:
            -   x
            -   y

    -   id: b
        response:
            plan: Wait
            actions:
                -   text: Go
                    owner: ana
""",
    "dashes on lines of their own": b"""\
risks:
  -
    id: a
    title: One
  -   # second
    id: b
    title:
      Two
  - # third
    # more
    id: c
    title:   # below
      'Three'
""",
    "empty values": b"""\
risks:
  - id: a
    title: One
    note:
    cause:   # to be found
    effect: ~
    event: null
    tags: []
    custom: {}
    owner: ana
issues:
note:
""",
    "markers": b"--- # begin\nrisks:\n  - id: a\n    title: One\n    owner: ana\n...\n",
    "directive": b"%YAML 1.2\n---\nrisks:\n  - id: a\n    title: One\n",
    "tabs": b"risks:\t# list\n  - id:\ta\n    title: One\t# tabs\n    owner: ana\t\n",
    "blank lines with blanks": b"risks:\n  - id: a\n    title: One\n   \n  - id: b\n    title: Two\n \n\n",
    "quoted keys": b"'risks':\n  - \"id\": a\n    'title' : One\n    custom: {\"a b\": 1, 'c': [2]}\n",
    "explicit keys": b"? risks\n: - ? id\n    : a\n    ? title\n    : One\n",
    "unusual breaks": 'risks:\n  - id: a\n    title: "one\u2028two"\n    owner: ana\n    note: x\x85  - id: b\n'.encode(),
    "lists in lists": b"risks:\n  - - - 1\n      - 2\n    - - 3\n  - [4, [5, 6]]\n",
}
