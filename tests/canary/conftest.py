"""These tests need /proc, pidfds and ptys as Linux has them."""

import sys

collect_ignore_glob = [] if sys.platform == "linux" else ["test_*.py"]
