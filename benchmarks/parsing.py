"""What `pmo fmt` is measured against: read every file and parse it to plain data."""

import sys
from pathlib import Path

from pmo.documents import parse

for path in Path(sys.argv[1]).rglob("*.yaml"):
    parse(path.read_bytes(), str(path))
