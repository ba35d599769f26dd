"""Look up Claude models: resolve aliases, check betas, see release and retirement dates."""

__version__ = "0.2.0"
