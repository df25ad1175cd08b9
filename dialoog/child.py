"""`python -m dialoog.child PARENT MODULE ARGUMENTS…` runs a module that ends with the process PARENT."""

import runpy
import sys

from dialoog.process import die_with_parent


def _run(parent: str, module: str, *arguments: str) -> None:
    die_with_parent(int(parent))
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _run(*sys.argv[1:])
