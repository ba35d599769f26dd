"""What does this Claude model alias stand for today, since when, until when?"""

__version__ = "0.2.0"
