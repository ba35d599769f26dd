"""Known values of `anthropic-beta`, and what each turns on.

To add one: an entry in `DOCUMENTED_BETAS` (checkboxes: the values of the reference, in its
order) or in `NEWER_BETAS` (found by the filter). Data from 2026-11-22. On the Models endpoint a
beta changes nothing in the response. It shows whether the API accepts the value from this
organization.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Beta:
    """A known beta.

    Attributes:
        value: As sent in the header.
        meaning: What it turns on, in a few words.
        status: Its status in a few words; may be empty.
    """

    value: str
    meaning: str
    status: str = ""


DOCUMENTED_BETAS: tuple[Beta, ...] = (
    Beta(
        "message-batches-2024-09-24",
        "Message Batches: asynchronous requests at half price",
        "generally available since 2024-12-17; header not needed",
    ),
    Beta(
        "prompt-caching-2024-07-31",
        "reuse of a prompt prefix, by cache_control breakpoints",
        "generally available since 2024-12-17; value deprecated",
    ),
    Beta(
        "computer-use-2024-10-22",
        "first computer-use tools",
        "superseded by 2025-01-24; its models are retired",
    ),
    Beta(
        "computer-use-2025-01-24",
        "computer-use tools with scroll, hold, triple click, wait",
        "superseded by 2025-11-24",
    ),
    Beta(
        "pdfs-2024-09-25",
        "PDF documents as input",
        "generally available since 2024-12-17; value deprecated",
    ),
    Beta(
        "token-counting-2024-11-01",
        "counting a request's tokens before sending it",
        "generally available since 2024-12-17; value deprecated",
    ),
    Beta(
        "token-efficient-tools-2025-02-19",
        "shorter tool calls of Claude Sonnet 3.7",
        "built into later models; value deprecated",
    ),
    Beta(
        "output-128k-2025-02-19",
        "up to 128K output tokens for Claude Sonnet 3.7",
        "historical: its model is retired",
    ),
    Beta(
        "files-api-2025-04-14",
        "Files API: upload once, refer by file ID",
        "generally available since 2026-08-19; selects the older response shapes",
    ),
    Beta("mcp-client-2025-04-04", "MCP connector, first form", "superseded by 2025-11-20"),
    Beta(
        "mcp-client-2025-11-20",
        "MCP connector with per-tool settings",
        "beta; a newer value is 2026-09-15",
    ),
    Beta(
        "dev-full-thinking-2025-05-14",
        "full raw thinking instead of a summary",
        "restricted: needs special access",
    ),
    Beta(
        "interleaved-thinking-2025-05-14",
        "thinking between tool calls, Claude 4 to 4.5",
        "automatic from 4.6 on",
    ),
    Beta(
        "code-execution-2025-05-22",
        "server-side code execution, first version",
        "superseded by later versions",
    ),
    Beta(
        "extended-cache-ttl-2025-04-11",
        "one-hour prompt cache",
        "generally available since 2025-08-13; value deprecated",
    ),
    Beta(
        "context-1m-2025-08-07",
        "1M-token context window on Sonnet 4 and 4.5",
        "no effect since 2026-04-30; 4.6 and later have it without",
    ),
    Beta("context-management-2025-06-27", "context editing and the memory tool", "beta"),
    Beta(
        "model-context-window-exceeded-2025-08-26",
        "the stop reason of that name",
        "default from Sonnet 4.5 on",
    ),
    Beta(
        "skills-2025-10-02",
        "Agent Skills, loaded on demand",
        "generally available since 2026-08-19; selects the older response shapes",
    ),
)
"""The betas of the reference ("Header Parameters"), in its order."""

NEWER_BETAS: tuple[Beta, ...] = (
    Beta("computer-use-2025-11-24", "third computer-use tool, with zoom"),
    Beta("structured-outputs-2025-11-13", "JSON-schema outputs and strict tools"),
    Beta("compact-2026-01-12", "server-side compaction as a context edit"),
    Beta("fast-mode-2026-02-01", "speed: 'fast'"),
    Beta("advisor-tool-2026-03-01", "a second model consulted mid-answer"),
    Beta("task-budgets-2026-03-13", "a token budget across a whole task"),
    Beta("output-300k-2026-03-24", "up to 300K output tokens in Message Batches"),
    Beta("user-profiles-2026-03-24", "User Profiles, first shape"),
    Beta("managed-agents-2026-04-01", "Managed Agents, sessions and environments"),
    Beta("cache-diagnosis-2026-04-07", "why a prompt missed the cache", "value deprecated"),
    Beta("dreaming-2026-04-21", "Dreams for managed agents"),
    Beta("thinking-token-count-2026-05-13", "running token estimate in streamed thinking"),
    Beta(
        "server-side-fallback-2026-06-01",
        "another model answers where the first refuses, first shape",
    ),
    Beta("fallback-credit-2026-06-01", "reuse of the cache credit in a fallback, first shape"),
    Beta("mcp-tunnels-2026-06-22", "MCP servers behind a firewall"),
    Beta("server-side-fallback-2026-07-01", "another model answers where the first refuses"),
    Beta("fallback-credit-2026-07-01", "reuse of the cache credit in a fallback"),
    Beta(
        "mid-conversation-tool-changes-2026-07-01", "tools added and removed inside a conversation"
    ),
    Beta("mid-conversation-output-config-2026-07-01", "output settings per message"),
    Beta("ce-user-management-2026-07-13", "Claude Enterprise users", "value deprecated"),
    Beta("agent-memory-2026-07-22", "memory stores"),
    Beta("thinking-binding-controls-2026-08-01", "reports which thinking blocks were dropped"),
    Beta("telemetry-destinations-2026-08-11", "Admin API: telemetry destinations"),
    Beta("message-threads-2026-08-12", "conversation threads kept by the server"),
    Beta("thinking-display-updates-2026-08-18", "thinking shown as updates"),
    Beta("user-profiles-2026-08-18", "User Profiles, second shape"),
    Beta("mid-conversation-system-clear-at-2026-08-21", "system messages for one turn"),
    Beta("analytics-usage-cost-2026-08-24", "Admin API: usage and cost"),
    Beta("ce-plugins-2026-09-01", "Claude Enterprise plugins"),
    Beta("compact-2026-09-04", "the top-level compaction parameter"),
    Beta("user-profiles-2026-09-04", "User Profiles, third shape"),
    Beta("inline-tools-2026-09-15", "tools defined inline in a conversation"),
    Beta("mcp-client-2026-09-15", "newest MCP connector"),
    Beta("spend-limit-reads-2026-09-26", "Admin API: spend limits"),
    Beta("user-profiles-billing-2026-10-01", "billing policy of user profiles"),
    Beta(
        "ce-claude-code-managed-settings-2026-10-06", "Claude Enterprise settings for Claude Code"
    ),
    Beta("webhooks-2026-10-07", "Admin API: webhooks"),
    Beta("admin-user-sign-out-2026-10-08", "Admin API: sign a user out"),
    Beta("experimental-claude-tag-2026-10-21", "Claude Tag administration"),
)
"""Betas that the official SDKs know beyond the reference."""

KNOWN_BETAS: dict[str, Beta] = {beta.value: beta for beta in DOCUMENTED_BETAS + NEWER_BETAS}
"""All known betas, by value."""
