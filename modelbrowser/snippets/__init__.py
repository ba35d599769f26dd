"""Code to copy: the request on screen in eleven languages."""
