"""The Models API over HTTP: the only room that knows httpx and pydantic."""

import os

# A plugin of pydantic's would see what the API answers, and to look for one takes 5 ms.
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
