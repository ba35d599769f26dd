"""Certificate authorities to trust for https: those in the user's file or folder, or the system's.

Errors show paths, because they are not secret.
"""

import contextlib
import os
import re
import ssl
import stat
import sys
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from modelbrowser.api.errors import InvalidEnvironmentError
from modelbrowser.record import Record

_EXTRA_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
"""Other programs' variables; their authorities are trusted in addition to the system's."""

_HASHED_NAME = re.compile(r"[0-9a-f]{8}\.\d+", re.IGNORECASE)
"""The names under which OpenSSL finds certificates in a folder."""

_FORMATS = (
    (rb"\s*\Z", "is empty"),
    (rb"\x30", "is in a binary format (DER or PKCS #12), not PEM"),
    (rb".*-----BEGIN CERTIFICATE-----", "contains a damaged certificate"),
    (
        rb".*-----BEGIN PKCS7-----",
        "contains certificates in PKCS #7 format (see openssl pkcs7 -print_certs)",
    ),
    (rb".*-----BEGIN ", "contains no certificate"),
    (rb"", "is not PEM"),
)
"""Why OpenSSL found no authority in a file, by how the file begins or what it contains."""

_OPEN_FILES = ("/dev/fd/", "/proc/self/fd/")
"""Where the files that the process inherited are."""

_MAX_READ = 1 << 20
"""How much of a file is examined to say what is wrong with it, in bytes."""


_ahead: list["Future[TrustStore]"] = []
"""What `preload_trust_store` has started."""


class TrustStore(Record):
    """The authorities in use.

    Attributes:
        context: The TLS context that trusts them.
        source: Where they come from, for error messages.
        variable: The variable that replaces the system's, if any.
        path: The user's file or folder, if any, to which another authority can be added.
        notices: What was left out, in sentences.
    """

    context: ssl.SSLContext
    source: str = ""
    variable: str = ""
    path: str | None = None
    notices: tuple[str, ...] = ()

    @property
    def where_to_add(self) -> str:
        """Where to add an authority, to end a sentence: OpenSSL needs hashed names in a folder."""
        folders = (self.path or "").split(os.pathsep)
        is_folder = any(stat.S_ISDIR(_mode(folder)) for folder in folders)
        return f"{self.path}{' and run openssl rehash on it' if is_folder else ''}"


def preload_trust_store() -> "Future[TrustStore]":
    """Start to load the authorities for the next `load_trust_store`, in a thread.

    This takes OpenSSL 50 ms, during which Python can import what else a request needs.
    """
    _ahead.append(ThreadPoolExecutor(1).submit(_load_trust))
    return _ahead[-1]


def load_trust_store() -> TrustStore:
    """Load the authorities of SSL_CERT_FILE and SSL_CERT_DIR, else the system's and extra ones.

    Raises:
        InvalidEnvironmentError: If SSL_CERT_FILE, SSL_CERT_DIR or SSLKEYLOGFILE is invalid, or
            OpenSSL can't be used, or there are no authorities.
    """
    return _ahead.pop().result() if _ahead else _load_trust()


def make_context() -> ssl.SSLContext:
    """Make a TLS context without authorities, or raise the error if OpenSSL itself can't be used.

    Its configuration may leave it without ciphers, as may a lack of memory.
    """
    try:
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    except ssl.SSLError:
        remedy = "Check its configuration (openssl.cnf) and the memory limit."
        raise InvalidEnvironmentError("OpenSSL can't be used.", remedy) from None


def _load_trust() -> TrustStore:
    make_context()  # so what fails after this is due to a file
    if _can_block(os.environ.get("SSLKEYLOGFILE", "")):
        raise _no_context()
    extra = _set_variables(_EXTRA_VARIABLES)
    chosen = _set_variables(("SSL_CERT_FILE", "SSL_CERT_DIR"))
    trust = _chosen_trust(chosen, extra) if chosen else _extended_trust(extra)
    # As in Python 3.13 and curl, a root isn't needed above an authority that the user trusts.
    trust.context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return trust


def _set_variables(names: Iterable[str]) -> dict[str, str]:
    return {name: value for name in names if (value := os.environ.get(name, "").strip())}


def _extended_trust(extra: dict[str, str]) -> TrustStore:
    """Trust the system's authorities and those in other programs' variables."""
    context, source = _system_context()
    sources, notices, added = [source], [], None
    for name, path in extra.items():
        if problem := _add(context, path):
            notices.append(f"{name} is ignored: {problem}.")
        else:
            added = path
            sources.append(f"{name} ({path})")
    return TrustStore(context, " and ".join(sources), path=added, notices=tuple(notices))


def _chosen_trust(chosen: dict[str, str], extra: dict[str, str]) -> TrustStore:
    """Trust what the user chose, and nothing else."""
    notices = []
    if problem := _folder_problem(chosen.get("SSL_CERT_DIR")):
        if "SSL_CERT_FILE" not in chosen:
            raise _invalid_variable("SSL_CERT_DIR", problem)
        del chosen["SSL_CERT_DIR"]
        notices.append(f"SSL_CERT_DIR is ignored: {problem}.")
    file = chosen.get("SSL_CERT_FILE")
    context = None
    if file and _can_block(file):
        raise _invalid_variable("SSL_CERT_FILE", f"{file} is not a regular file")
    # Loading takes up to 40 ms, so the file is examined only if that fails.
    with contextlib.suppress(OSError, ValueError):
        context = ssl.create_default_context(cafile=file, capath=chosen.get("SSL_CERT_DIR"))
    if context is None:
        if file and (problem := _file_problem(file)):
            raise _invalid_variable("SSL_CERT_FILE", problem)
        raise _no_context()
    source = " and ".join(f"{name} ({path})" for name, path in chosen.items())
    variable, path = " and ".join(chosen), next(iter(chosen.values()))
    if unused := [other for other, value in extra.items() if value not in chosen.values()]:
        source += f" ({', '.join(unused)} not used because of {variable})"
    return TrustStore(context, source, variable, path, tuple(notices))


def _system_context() -> tuple[ssl.SSLContext, str]:
    """Return a context that trusts the system's authorities, and the name of their source.

    On Linux, OpenSSL reads them itself. `truststore` would do the same, but again for each
    handshake and on the event loop, which takes 28 ms if they are in one file.
    """
    if sys.platform == "darwin":
        # Lazy import: keeps startup fast.
        import truststore

        context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return context, "the system's trust store"
    paths = ssl.get_default_verify_paths()
    folder = Path(paths.capath) if paths.capath else None
    with contextlib.suppress(OSError):  # the base class of ssl.SSLError
        if paths.cafile or (folder and _has_hashed_names(folder)):
            source = f"the system's trust store ({paths.cafile or folder})"
            return ssl.create_default_context(), source
        # Lazy import: keeps startup fast.
        import httpx

        source = "certifi (the system has no CA certificates)"
        return httpx.create_ssl_context(trust_env=False), source
    raise _no_context()


def _no_context() -> InvalidEnvironmentError:
    """Return the error if a context can't be made, though no file of authorities is invalid."""
    if not os.environ.get("SSLKEYLOGFILE"):
        message = "No certificate authorities can be loaded."
        remedy = "Install the system's, or set SSL_CERT_FILE to a file of them."
        return InvalidEnvironmentError(message, remedy)
    return _invalid_variable("SSLKEYLOGFILE", "the file can't be written")


def _invalid_variable(name: str, problem: str) -> InvalidEnvironmentError:
    return InvalidEnvironmentError(f"{name} can't be used: {problem}.", f"Correct or unset {name}.")


def _add(context: ssl.SSLContext, path: str) -> str:
    """Trust the authorities in a file or folder; return what is wrong with it, or nothing."""
    if _can_block(path):
        return f"{path} is not a regular file"
    is_folder = stat.S_ISDIR(_mode(path))
    if is_folder and (problem := _folder_problem(path)):
        return problem
    with contextlib.suppress(OSError, ValueError):
        context.load_verify_locations(**{"capath" if is_folder else "cafile": path})
        return ""
    return _file_problem(path)


def _can_block(path: str) -> bool:
    """Whether opening or reading a file may block forever, as with a named pipe or a device.

    The shell's `<(command)` is a pipe as well, but one that a process writes to.
    """
    mode = _mode(path)
    is_usual = not mode or stat.S_ISREG(mode) or stat.S_ISDIR(mode)
    return not (is_usual or path == os.devnull or path.startswith(_OPEN_FILES))


def _mode(path: str) -> int:
    """Return the mode of a file, which says its kind; 0 if there is none or it is inaccessible."""
    try:
        return Path(path).stat().st_mode
    except (OSError, ValueError):
        return 0


def _file_problem(path: str) -> str:
    """Return what is wrong with a file of authorities, with its path."""
    if "-----BEGIN" in path:
        return "it must name a file"
    try:
        with Path(path).open("rb") as file:
            content = file.read(_MAX_READ)
        make_context().load_verify_locations(path)
    except FileNotFoundError:
        return _not_found(path)
    except IsADirectoryError:
        return f"{path} is a folder, not a file"
    except ssl.SSLError:
        return f"{path} {next(why for form, why in _FORMATS if re.match(form, content, re.DOTALL))}"
    except (OSError, ValueError):
        return f"{path} can't be read"
    return ""


def _folder_problem(path: str | None) -> str:
    """Return what is wrong with folders of authorities, with their path; nothing without one."""
    folders = path.split(os.pathsep) if path else []
    if path is None or any(_has_hashed_names(Path(folder)) for folder in folders):
        return ""
    found = [folder for folder in folders if stat.S_ISDIR(_mode(folder))]
    if found and not any(os.access(folder, os.R_OK) for folder in found):
        return f"{path} can't be read"
    if found:
        return f"{path} contains no certificates with hashed names (see openssl rehash)"
    return f"{path} is not a folder" if _mode(path) else _file_problem(path)


def _not_found(path: str) -> str:
    return f"{path} was not found{' (~ is not expanded)' if path.startswith('~') else ''}"


def _has_hashed_names(folder: Path) -> bool:
    try:
        return any(_HASHED_NAME.fullmatch(entry.name) for entry in folder.iterdir())
    except OSError:
        return False
