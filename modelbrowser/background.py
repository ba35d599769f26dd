"""Imports in a thread: what only an answer needs is imported while the answer is waited for."""

import asyncio
from importlib import import_module


def start_import(*modules: str) -> asyncio.Future[None]:
    """Start to import modules in a thread. Await the result, then import them as usual."""
    return asyncio.get_running_loop().run_in_executor(None, _import, modules)


def _import(modules: tuple[str, ...]) -> None:
    for module in modules:
        import_module(module)
