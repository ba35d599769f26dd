"""The Models API over HTTP: the only room that knows httpx and pydantic."""

import os
import sys

# A plugin of pydantic's would see what the API answers, and to look for one takes 5 ms.
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
# Where click is installed, httpx would load its own command line, with pygments: 25 ms, 3 MiB.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type] # so Python says "missing"
