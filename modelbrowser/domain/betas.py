"""Known values of `anthropic-beta`, what each turns on, and its state.

To add one: a row in `DOCUMENTED_BETAS` (checkboxes: the values of the reference, in its order)
or in `NEWER_BETAS` (by date; found by the filter). Data from 2026-11-29. On the Models endpoint
a beta rarely changes the response. It shows whether the API accepts the value from this
organization. `oauth-2025-04-20` is not among them: it is sent with every OAuth token.
"""

from typing import Literal

from modelbrowser.record import Record

State = Literal["GA", "beta", "old", "ended", "special"]
"""Generally available, header not needed; in beta; superseded; without effect, or its models
are retired; needs special access."""


class Beta(Record):
    """A known beta.

    Attributes:
        value: As sent in the header.
        state: Its state in one word.
        meaning: What it turns on, in a few words.
        status: More about its state, in a few words; may be empty.
    """

    value: str
    state: State
    meaning: str
    status: str = ""


# A table is read by its rows.
# fmt: off
DOCUMENTED_BETAS: tuple[Beta, ...] = (
    Beta("message-batches-2024-09-24", "GA", "Message Batches: asynchronous requests at half price",
         "generally available since 2024-12-17; header not needed"),
    Beta("prompt-caching-2024-07-31", "GA", "reuse of a prompt prefix by cache_control breakpoints",
         "generally available since 2024-12-17; value deprecated"),
    Beta("computer-use-2024-10-22", "ended", "first computer-use tools",
         "superseded by 2025-01-24; its models are retired"),
    Beta("computer-use-2025-01-24", "old", "computer-use tools with scroll, hold, triple click",
         "old form: out of beta since 2026-08-19, without a header"),
    Beta("pdfs-2024-09-25", "GA", "PDF documents as input",
         "generally available since 2024-12-17; value deprecated"),
    Beta("token-counting-2024-11-01", "GA", "counting a request's tokens before sending it",
         "generally available since 2024-12-17; value deprecated"),
    Beta("token-efficient-tools-2025-02-19", "ended", "shorter tool calls of Claude Sonnet 3.7",
         "built into later models; value deprecated"),
    Beta("output-128k-2025-02-19", "ended", "up to 128K output tokens for Claude Sonnet 3.7",
         "its model is retired"),
    Beta("files-api-2025-04-14", "GA", "Files API: upload once, refer by file ID",
         "generally available since 2026-08-19; selects the older response shapes"),
    Beta("mcp-client-2025-04-04", "old", "MCP connector, first form", "superseded by 2025-11-20"),
    Beta("mcp-client-2025-11-20", "beta", "MCP connector with per-tool settings",
         "a newer value is 2026-09-15"),
    Beta("dev-full-thinking-2025-05-14", "special", "full raw thinking instead of a summary",
         "needs special access"),
    Beta("interleaved-thinking-2025-05-14", "old", "thinking between tool calls, Claude 4 to 4.5",
         "automatic from 4.6 on"),
    Beta("code-execution-2025-05-22", "old", "server-side code execution, first version",
         "superseded: generally available since 2026-02-17, without a header"),
    Beta("extended-cache-ttl-2025-04-11", "GA", "one-hour prompt cache",
         "generally available since 2025-08-13; value deprecated"),
    Beta("context-1m-2025-08-07", "ended", "1M-token context window on Sonnet 4 and 4.5",
         "no effect since 2026-04-30; 4.6 and later have it without"),
    Beta("context-management-2025-06-27", "beta", "context editing",
         "the memory tool needs no header since 2026-02-17"),
    Beta("model-context-window-exceeded-2025-08-26", "old", "the stop reason of that name",
         "default from Sonnet 4.5 on"),
    Beta("skills-2025-10-02", "GA", "Agent Skills, loaded on demand",
         "generally available since 2026-08-19; selects the older response shapes"),
)
"""The betas of the reference ("Header Parameters"), in its order."""

NEWER_BETAS: tuple[Beta, ...] = (
    Beta("structured-outputs-2025-11-13", "GA", "JSON-schema outputs and strict tools",
         "generally available since 2026-01-29"),
    Beta("computer-use-2025-11-24", "old", "third computer-use tool, with zoom",
         "old form: out of beta since 2026-08-19, without a header"),
    Beta("compact-2026-01-12", "old", "server-side compaction as a context edit",
         "a newer value is 2026-09-04"),
    Beta("fast-mode-2026-02-01", "beta", "speed: 'fast'"),
    Beta("advisor-tool-2026-03-01", "beta", "a second model consulted mid-answer"),
    Beta("task-budgets-2026-03-13", "beta", "a token budget across a whole task"),
    Beta("output-300k-2026-03-24", "beta", "up to 300K output tokens in Message Batches"),
    Beta("user-profiles-2026-03-24", "old", "User Profiles, first shape",
         "generally available since 2026-10-20"),
    Beta("managed-agents-2026-04-01", "beta", "Managed Agents, sessions and environments"),
    Beta("cache-diagnosis-2026-04-07", "GA", "why a prompt missed the cache",
         "out of beta since 2026-09-23; value deprecated"),
    Beta("dreaming-2026-04-21", "beta", "Dreams for managed agents"),
    Beta("thinking-token-count-2026-05-13", "beta", "running token estimate in streamed thinking"),
    Beta("server-side-fallback-2026-06-01", "old",
         "another model answers where the first refuses, first shape", "superseded by 2026-07-01"),
    Beta("fallback-credit-2026-06-01", "old",
         "reuse of the cache credit in a fallback, first shape", "superseded by 2026-07-01"),
    Beta("mcp-tunnels-2026-06-22", "beta", "MCP servers behind a firewall"),
    Beta("server-side-fallback-2026-07-01", "beta",
         "another model answers where the first refuses"),
    Beta("fallback-credit-2026-07-01", "beta", "reuse of the cache credit in a fallback"),
    Beta("mid-conversation-tool-changes-2026-07-01", "beta",
         "tools added and removed inside a conversation"),
    Beta("mid-conversation-output-config-2026-07-01", "beta", "output settings per message"),
    Beta("ce-user-management-2026-07-13", "GA", "Claude Enterprise users",
         "out of beta since 2026-08-19; value deprecated"),
    Beta("agent-memory-2026-07-22", "beta", "memory stores"),
    Beta("thinking-binding-controls-2026-08-01", "beta",
         "reports which thinking blocks were dropped"),
    Beta("telemetry-destinations-2026-08-11", "beta", "Admin API: telemetry destinations"),
    Beta("message-threads-2026-08-12", "beta", "conversation threads kept by the server"),
    Beta("thinking-display-updates-2026-08-18", "beta", "thinking shown as updates"),
    Beta("user-profiles-2026-08-18", "old", "User Profiles, second shape",
         "generally available since 2026-10-20"),
    Beta("mid-conversation-system-clear-at-2026-08-21", "beta", "system messages for one turn"),
    Beta("analytics-usage-cost-2026-08-24", "beta", "Admin API: usage and cost"),
    Beta("ce-plugins-2026-09-01", "beta", "Claude Enterprise plugins"),
    Beta("google-managed-data-controls-2026-09-01", "beta",
         "Admin API: Google-managed data controls"),
    Beta("compact-2026-09-04", "beta", "the top-level compaction parameter"),
    Beta("user-profiles-2026-09-04", "GA", "User Profiles, third shape",
         "generally available since 2026-10-20"),
    Beta("inline-tools-2026-09-15", "beta", "tools defined inline in a conversation"),
    Beta("mcp-client-2026-09-15", "beta", "newest MCP connector"),
    Beta("spend-limit-reads-2026-09-26", "beta", "Admin API: spend limits"),
    Beta("user-profiles-billing-2026-10-01", "GA", "billing policy of user profiles",
         "generally available since 2026-10-20"),
    Beta("efs-2026-10-01", "beta", "Admin API: External Storage"),
    Beta("ce-claude-code-managed-settings-2026-10-06", "beta",
         "Claude Enterprise settings for Claude Code"),
    Beta("webhooks-2026-10-07", "beta", "Admin API: webhooks"),
    Beta("admin-user-sign-out-2026-10-08", "beta", "Admin API: sign a user out"),
    Beta("experimental-claude-tag-2026-10-21", "beta", "Claude Tag administration"),
)
"""Betas that today's official SDKs know beyond the reference."""
# fmt: on

KNOWN_BETAS: dict[str, Beta] = {beta.value: beta for beta in DOCUMENTED_BETAS + NEWER_BETAS}
"""All known betas, by value."""
