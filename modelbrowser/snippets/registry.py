"""Which languages there are, in the order in which they are offered.

To add one: a file beside this one and a line here.
"""

from modelbrowser.snippets.ant import ANT
from modelbrowser.snippets.csharp import CSHARP
from modelbrowser.snippets.curl import CURL
from modelbrowser.snippets.go import GO
from modelbrowser.snippets.httpx import HTTPX
from modelbrowser.snippets.java import JAVA
from modelbrowser.snippets.kotlin import KOTLIN
from modelbrowser.snippets.language import Language
from modelbrowser.snippets.php import PHP
from modelbrowser.snippets.python import PYTHON
from modelbrowser.snippets.ruby import RUBY
from modelbrowser.snippets.typescript import TYPESCRIPT

LANGUAGES: tuple[Language, ...] = (
    CURL,
    PYTHON,
    TYPESCRIPT,
    GO,
    JAVA,
    KOTLIN,
    RUBY,
    CSHARP,
    PHP,
    ANT,
    HTTPX,
)
"""All of them; the first one is offered first."""
