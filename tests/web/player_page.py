"""The sample page in a browser, as a player sees it."""

import urllib.parse

PATIENCE_MS = 30_000

# When the page showed credentials first, in milliseconds from its navigation on.
WATCH = """
addEventListener('DOMContentLoaded', () => {
  const key = document.getElementById('key');
  new MutationObserver(() => { window.shownAfterMs ??= performance.now(); }).observe(key, {childList: true});
});
"""


class PlayerPage:
    def __init__(self, device, site, pool_id, endpoint, object_url="", script=""):
        self.device = device
        self.page = device.new_page()
        self.page.add_init_script(WATCH + script)
        self.errors = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        query = {"pool": pool_id, "endpoint": endpoint, **({"object": object_url} if object_url else {})}
        self.url = f"{site}/index.html?{urllib.parse.urlencode(query)}"

    def open(self):
        """Waits until the player has credentials; their identity id."""
        self.page.goto(self.url)
        self.wait_for("key", "ASIA")
        return self.text("identity")

    def text(self, element):
        return self.page.inner_text(f"#{element}")

    def wait_for(self, element, beginning):
        self.page.wait_for_function(
            "([id, beginning]) => document.getElementById(id).textContent.startsWith(beginning)",
            arg=[element, beginning],
            timeout=PATIENCE_MS,
        )
        return self.text(element)

    def refresh(self):
        """Presses the button and waits for what comes of it."""
        self.page.click("#refresh")
        return self.wait_for("key", "ASIA")

    def stored(self):
        return self.page.evaluate("Object.entries(localStorage)")
