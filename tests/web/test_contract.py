"""What a program in a page is promised beside that: contract.c, which says of each promise that was broken where it was."""

import urllib.parse


def test_the_contract_of_a_page(site, emulator, new_device):
    emulator.inject("hold", "GetCredentialsForIdentity")
    page = new_device().new_page()
    given_up = []
    page.on("requestfailed", lambda request: given_up.append(request.failure))
    query = urllib.parse.urlencode({"endpoint": emulator.endpoint, "pool": emulator.pool_id})
    with page.expect_console_message(lambda message: message.text == "kept" or message.text.startswith("line")) as told:
        page.goto(f"{site}/contract.html?{query}")
    assert told.value.text == "kept"
    # What a freed provider had asked for.
    assert given_up == ["net::ERR_ABORTED"]
