"""Generates the manual page, the shell completions, and the references of settings and keys.

    python docs/generate.py [FOLDER]

The files depend only on the parser, the table of settings, the keys and the known betas.
"""

import sys
from argparse import SUPPRESS, Action, ArgumentParser
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path

import shtab
from textual.binding import Binding

from modelbrowser import __version__
from modelbrowser.cli.arguments import KINDS, SETTINGS
from modelbrowser.cli.parser import VARIABLES, make_parser
from modelbrowser.domain.betas import KNOWN_BETAS
from modelbrowser.domain.connection import Connection
from modelbrowser.errors import ExitCode
from modelbrowser.settings.checks import MAX_TIMEOUT
from modelbrowser.settings.reader import TABLE, Settings
from modelbrowser.tui.app import ModelBrowserApp
from modelbrowser.tui.keymap import key_places
from modelbrowser.tui.screens.lookup import LookupScreen

ROOT = Path(__file__).parents[1]
COMPLETIONS = {"bash": "modelbrowser.bash", "zsh": "_modelbrowser", "fish": "modelbrowser.fish"}
"""The completion file of each shell."""

_ASK = "command modelbrowser --complete {kind} 2>/dev/null"

_ASKED = {
    "bash": """\
_modelbrowser_{kind}() {{
  compgen -W "$(command modelbrowser --complete {kind} 2>/dev/null)" -- "$1"
}}
""",
    "zsh": """\
_modelbrowser_{kind}() {{
  compadd -- ${{(f)"$(command modelbrowser --complete {kind} 2>/dev/null)"}}
}}
""",
}
"""The function that asks the program for names, in the shells that need one."""

_ABOUT = """\
Looks up a Claude model ID or alias and shows the exact model it resolves to, its release date, \
when it retires, and whether betas are accepted. Without arguments, or with one MODEL, it opens a \
full-screen interface. It prints results and exits if you use --plain, --json, --id or --list, \
run a check (--retiring-within or --fail-on), or look up several MODELs, or if standard input, \
output or error isn't a terminal.
"""

_EXAMPLES = {
    "modelbrowser claude-haiku-4-5": "Look up an alias in the full-screen interface.",
    "modelbrowser claude-haiku-4-5 --beta skills-2025-10-02 --plain": (
        "Check whether your organization can use a beta."
    ),
    "modelbrowser claude-haiku-4-5 --json | jq -r .resolved": "Print the resolved model ID.",
    "modelbrowser --list | awk '{ print $1 }' | modelbrowser - --json": (
        "Look up every available model."
    ),
    "modelbrowser --demo": "Try it without a key.",
}

_FILES = {
    "~/.config/modelbrowser/config.toml": "Settings.",
    "~/.local/share/modelbrowser/history.db": "Lookup history.",
    "~/.local/state/modelbrowser/choices": "The theme and code language last chosen.",
    "~/.local/state/modelbrowser/models": (
        "Model names from the hosts' latest lists, for completion."
    ),
    "~/.local/state/modelbrowser/crash-report.txt": (
        "Where in the code the last internal error occurred."
    ),
}
"""On Linux."""

_FOLLOW = (
    "Act on the result (look up the suggestion or successor, deselect rejected betas, change "
    "the key, or compare)"
)
"""What Ctrl+N does; the bottom bar shows which of these applies."""

_KEY_NAMES = {"question_mark": "?", "colon": ":", "enter": "Enter", "escape": "Esc", "f1": "F1"}

_MEANINGS = f"""\
base_url | an https:// or http:// URL | API base URL. It may include a gateway's path; a trailing \
endpoint, such as `/v1/messages`, is ignored. Defaults to the profile's base URL, if it has one.
timezone | an IANA name, such as Europe/Paris | Time zone for dates. `TZ` takes precedence over \
the file. Defaults to the system's time zone.
theme | the name of a theme, such as nord | Color theme. Defaults to the one last chosen in the \
palette, or else to one that suits the terminal's number of colors and its background, as \
reported by the terminal or `COLORFGBG`. In a terminal with 16 colors, only the themes for 16 \
colors are used.
timeout | seconds, greater than 0, at most {MAX_TIMEOUT:g} | Time limit for a lookup, including \
retries; a list of models has its own.
api_version | a date, YYYY-MM-DD | Value of the `anthropic-version` header.
workspace_id | 1 to 256 printable ASCII characters without spaces | Value of the \
`anthropic-workspace-id` header. The profile's workspace takes precedence, as in the SDKs. \
Without either, the header is not sent.
profile | the name of a profile | ant CLI profile (`ant auth login`) whose token to use. The flag \
takes precedence over `ANTHROPIC_API_KEY` and `ANTHROPIC_AUTH_TOKEN`, which take precedence over \
the variable. If none of these is set, the active profile is used.
custom_headers | lines of the form `Name: value` | Additional headers; each replaces any other \
header with the same name. `Authorization`, or else `x-api-key`, becomes the only credential, \
unless `--profile` is given. Betas in `anthropic-beta` are sent before the selected ones. `Host` \
and other connection headers are skipped, with a notice.
betas | a list of strings | Custom betas, listed with the known ones; `--beta VALUE` selects one.
allow_insecure_http | true or false | Whether your key may be sent to another machine over \
unencrypted HTTP.
keys | a table, with one ID and its keys per line | Custom keys; [keys.md](keys.md) lists the IDs.
mouse | true or false | Whether to use the mouse.
history | true or false | Whether lookups are recorded.
"""
"""A line per setting: its name, the possible values with their unit, and what it does."""

_SETTINGS = """\
# Settings

Flags take precedence over environment variables, which take precedence over `config.toml`, which \
takes precedence over the defaults. The file is in `~/.config/modelbrowser` on Linux and in \
`~/Library/Application Support/modelbrowser` on macOS; create it if it doesn't exist. An unknown \
key in the file, or an invalid value that nothing takes precedence over, is an error at startup, \
and nothing is sent. There are two exceptions: with an unknown theme, the program still starts, \
with a notice, and scripts don't check the IDs of `[keys]`. This page is generated from \
the code by `python docs/generate.py`.

| Key in `config.toml` | Flag | Variable | Values | Default | Meaning |
|---|---|---|---|---|---|
"""

_KEYS = """\
# Keys

To change keys, add a `[keys]` table to [config.toml](settings.md), using the IDs below. Quote an \
ID that contains a dot:

```toml
[keys]
pin = "f5"
quit = "ctrl+q,f10"
"models.sort" = "o"
```

Your keys replace all the defaults for an ID; separate multiple keys with commas. A key is a \
character or a name such as `space`, `pagedown` or `question_mark`, optionally preceded by \
`ctrl+`, `alt+` or `shift+`. An unknown ID, an unknown key, one that terminals send as another \
(such as `ctrl+h`), or a key used for two actions in the same place causes an error when the \
full-screen interface starts. The help, the palette and the bottom bar show your keys.

The digits 1 to 9, which look up a name in the result, have no ID and can't be changed.

This page is generated from the code by `python docs/generate.py`.
"""

_VARIABLES = """
## Environment variables

| Variable | Meaning |
|---|---|
"""

_NETWORK = """
## Proxies and certificates

| Variable | Meaning |
|---|---|
| `HTTPS_PROXY`, `HTTP_PROXY` | Proxy for an https or http base URL: `http://`, `https://`, \
`socks5://` or `socks5h://`, with `USER:PASSWORD@` if needed (percent-encoded). A SOCKS proxy \
resolves the host name. |
| `ALL_PROXY` | Proxy to use if the variable above is not set. |
| `NO_PROXY` | Hosts to reach without a proxy, separated by commas or spaces. A name also \
matches its subdomains, with or without a leading dot; addresses, networks such as `10.0.0.0/8`, \
ports, and `*` for all hosts work too. Other entries are skipped, with a notice. |
| `SSL_CERT_FILE`, `SSL_CERT_DIR` | The only certificate authorities to trust: a PEM file, and a \
folder of certificates with hashed names. |
| `REQUESTS_CA_BUNDLE`, `CURL_CA_BUNDLE`, `NODE_EXTRA_CA_CERTS` | Authorities to trust in addition \
to the system's, if neither variable above is set. A file that can't be used is ignored, with a \
notice. |

Lowercase proxy variables take precedence over uppercase ones. Requests to this computer \
never go through a proxy. If no variable is set, macOS's proxy settings apply. If the system has \
no certificate authorities, certifi's are used.
"""


def files() -> Iterator[tuple[str, str]]:
    """The path and the content of each file."""
    yield "docs/modelbrowser.1", "".join(f"{line}\n" for line in _manual(make_parser()))
    for shell, name in COMPLETIONS.items():
        text = shtab.complete(_completed(make_parser()), shell)
        if shell == "zsh":
            # shtab writes a specification that completes only the first of several.
            text = text.replace('"(*)::', '"*:').replace("'(*)'", "'*:'")
        lines = (line.rstrip() for line in text.strip().splitlines())
        yield f"completions/{name}", "".join(f"{line}\n" for line in lines)
    yield "docs/settings.md", _settings_page(make_parser())
    yield "docs/keys.md", "".join(f"{line}\n" for line in _keys_page())


def _settings_page(parser: ArgumentParser) -> str:
    """The settings reference, in Markdown."""
    flags = {action.dest: action for action in _options(parser) if action.dest in SETTINGS}
    defaults = {each.name: each.default for each in (*fields(Connection), *fields(Settings))}
    # Read once, to decide whether the rest is allowed.
    defaults["allow_insecure_http"] = False
    rows = []
    for row in _MEANINGS.splitlines():
        name, values, meaning = row.split(" | ")
        setting = TABLE[name]
        flag = _typed(flags[name]) if name in flags else ""
        variable = f"`{setting.variable}`" if setting.variable else ""
        key = f"`{name}`" if setting.in_file else ""
        default = _default(defaults.get(name))
        rows.append(f"| {key} | {flag} | {variable} | {values} | {default} | {meaning} |\n")
    variables = "".join(f"| `{name}` | {meaning} |\n" for name, meaning in VARIABLES.items())
    return f"{_SETTINGS}{''.join(rows)}{_VARIABLES}{variables}{_NETWORK}"


def _keys_page() -> Iterator[str]:
    """The lines of the key reference, in Markdown."""
    yield _KEYS.rstrip()
    seen: set[str] = set()
    for _, name, bindings in key_places(ModelBrowserApp.BINDINGS):
        keys: dict[tuple[str, str], list[str]] = {}
        for binding in Binding.make_bindings(bindings):
            if binding.id and binding.description and binding.id not in seen:
                meaning = binding.tooltip or binding.description
                keys.setdefault((binding.id, meaning), []).append(f"`{binding.key}`")
        seen.update(id_ for id_, _ in keys)
        yield from ("", f"## {name}", "", "| ID | Default | Meaning |", "|---|---|---|")
        for (id_, meaning), default in keys.items():
            yield f"| `{id_}` | {', '.join(dict.fromkeys(default))} | {meaning} |"


def _typed(action: Action) -> str:
    """An option as it is typed."""
    return f"`{' '.join(filter(None, (action.option_strings[-1], str(action.metavar or ''))))}`"


def _default(value: object) -> str:
    """A default as written in the file; empty if there is none."""
    match value:
        case None | ():
            return ""
        case bool():
            return f"`{str(value).lower()}`"
        case float():
            return f"`{value:g}`"
        case _:
            return f"`{value}`"


def _completed(parser: ArgumentParser) -> ArgumentParser:
    """The parser for completions, which offer known betas and single kinds; others are valid too.

    The shell asks the program for models and profiles, which it takes from the last list.
    """
    for action in _options(parser):
        if action.dest == "betas":
            action.choices = list(KNOWN_BETAS)
        elif action.dest == "fail_on":
            action.choices = KINDS
        elif kind := {"models": "models", "profile": "profiles"}.get(action.dest):
            # shtab takes the attribute from any action.
            action.complete = {  # type: ignore[attr-defined] # read by shtab
                "bash": f"_modelbrowser_{kind}",
                "zsh": f"_modelbrowser_{kind}",
                # fish would report a missing command on standard error.
                "fish": f"(type -q modelbrowser; and {_ASK.format(kind=kind)})",
                "preamble": {
                    shell: function.format(kind=kind) for shell, function in _ASKED.items()
                },
            }
        if action.dest == "models":
            # fish would repeat it beside each name, and cut the name to make room.
            action.help = ""
    return parser


def _manual(parser: ArgumentParser) -> Iterator[str]:
    """The lines of the manual page, in man(7) markup."""
    yield f'.TH MODELBROWSER 1 "" "modelbrowser {__version__}" "User Commands"'
    yield from (".SH NAME", "modelbrowser \\- look up Claude models")
    yield from (".SH SYNOPSIS", ".B modelbrowser", "[\\fIoptions\\fR] [\\fIMODEL\\fR ...]")
    yield from (".SH DESCRIPTION", _roff(_ABOUT.strip()))
    yield from (".SH OPTIONS",)
    for action in _options(parser):
        yield from (".TP", _heading(action), _roff(action.help or ""))
    yield from (".PP", _roff("Put -- before a MODEL that starts with a dash."))
    yield from _section("KEYS", _keys())
    yield from (".PP", "Letter and punctuation keys work only outside text fields.")
    yield from _section("FILES", _FILES.items())
    yield from (".PP", "On macOS, all of them are in ~/Library/Application Support/modelbrowser.")
    yield from _section("ENVIRONMENT", VARIABLES.items())
    codes = [(str(int(code)), code.meaning) for code in ExitCode]
    yield from _section("EXIT STATUS", [*codes, ("128+n", "killed by signal n")])
    yield from (
        ".PP",
        _roff(
            "With several MODELs, the highest status is returned. With --retiring-within or "
            "--fail-on, the status is 7 if a MODEL matches, unless one couldn't be checked (2, 3, "
            "5, 6)."
        ),
    )
    yield from _section("EXAMPLES", _EXAMPLES.items())
    yield from (".SH SEE ALSO", _roff("curl(1), jq(1), https://platform.claude.com/docs"))


def _section(title: str, items: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A section of the manual page with a list of terms."""
    yield f".SH {title}"
    for term, meaning in items:
        yield from (".TP", f".B {_roff(term)}", _roff(meaning))


def _keys() -> Iterator[tuple[str, str]]:
    """The keys of the main screen: those of the commands in the palette, and what they do."""
    commands: dict[str, list[Binding]] = {}
    for binding in Binding.make_bindings([*LookupScreen.BINDINGS, *ModelBrowserApp.BINDINGS]):
        if binding.description and binding.id and "." not in binding.id:
            meaning = _FOLLOW if binding.key == "ctrl+n" else binding.tooltip
            commands.setdefault(meaning, []).append(binding)
    for meaning, bindings in commands.items():
        yield ", ".join(dict.fromkeys(_key_name(binding.key) for binding in bindings)), meaning


def _key_name(key: str) -> str:
    """A key as documentation writes it: `Ctrl+N`."""
    modifier, _, name = key.rpartition("+")
    return f"{modifier.title()}+{name.upper()}" if modifier else _KEY_NAMES.get(key, key)


def _options(parser: ArgumentParser) -> list[Action]:
    """All arguments for users."""
    actions = parser._actions  # noqa: SLF001 - argparse has no public way to list them
    return [action for action in actions if action.help != SUPPRESS]


def _heading(action: Action) -> str:
    """An argument as it is typed: `-b, --beta VALUE`."""
    value = f"\\fI{_roff(str(action.metavar))}\\fR" if action.metavar else ""
    names = ", ".join(f"\\fB{_roff(name)}\\fR" for name in action.option_strings)
    return " ".join(filter(None, (names, value)))


def _roff(text: str) -> str:
    """Escape a text so that nothing in it is a command."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{text}" if text.startswith((".", "'")) else text


def main() -> None:
    """Write all files."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    for name, text in files():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
