"""The Models API over HTTP. Only this package imports httpx and pydantic."""

import os
import sys

# pydantic looks for plugins on import. That takes 5 ms, and a plugin would see every response.
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
# If click is installed, httpx imports its command line, and with it pygments: 25 ms, 3 MiB.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type] # None makes the import fail
# SOCKS support takes 9 ms, and few users need it; `environment` imports it for those.
sys.modules.setdefault("socksio", None)  # type: ignore[arg-type] # None makes the import fail
