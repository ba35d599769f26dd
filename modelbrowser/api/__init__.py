"""The Models API over HTTP: the only room that knows httpx and pydantic."""
