"""The floor that `pmo validate` stands on: read every file and compose it, resolving nothing."""

import sys
from pathlib import Path

from yaml.cyaml import CParser


class _Composer(CParser):
    def descend_resolver(self, *_: object) -> None: ...

    def ascend_resolver(self) -> None: ...

    def resolve(self, *_: object) -> str:
        return "plain"


for path in Path(sys.argv[1]).rglob("*.yaml"):
    composer = _Composer(path.read_bytes())
    composer.get_single_node()
    composer.dispose()
