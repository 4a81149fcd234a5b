"""What a page may load and run."""

import re
from base64 import b64encode
from hashlib import sha256


def split_script(text):
    """Return the first script of a page."""
    return text.partition("<script>")[2].partition("</script>")[0]


def check_policy(text):
    """Check that a page may run its own script, and load nothing."""
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    digest = b64encode(sha256(split_script(text).encode()).digest()).decode()
    assert dict(part.split(" ", 1) for part in policy.split("; ")) == {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "script-src": f"'sha256-{digest}'",
    }
