"""Import every module of a package: `python import_all.py PACKAGE`. Runs in the environment of the tools."""

from __future__ import annotations

import importlib
import pkgutil
import sys

package = importlib.import_module(sys.argv[1])
count = 0
for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
    importlib.import_module(module.name)
    count += 1
print(count)
