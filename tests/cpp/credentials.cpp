// Promise: identity id and credentials arrive in the callback, the waiting call and the cache, and a completion that
// was kept lends them for as long as it lives.

#include "player.hpp"

#include <thread>

using namespace cognito_native;
using namespace std::chrono_literals;

int main() {
    Queue queue;
    Provider provider(emulated(), queue);
    REQUIRE(!provider.cached_identity_id().has_value());
    REQUIRE(!provider.cached_credentials().has_value());

    std::optional<Completion> kept;
    provider.get_credentials([&](Completion completion) { kept = std::move(completion); }, 20s);
    dispatch_until(queue, [&] { return kept.has_value(); });
    kept->throw_if_failed();
    REQUIRE(kept->ok() && kept->event_kind() == 0);
    const std::string identity_id = kept->identity_id().value();
    const Credentials credentials = kept->credentials().value();
    REQUIRE(identity_id.compare(0, 10, "us-east-1:") == 0);
    REQUIRE(!credentials.secret_access_key.empty() && !credentials.session_token.empty());
    const auto lifetime = credentials.expiration - std::chrono::system_clock::now();
    REQUIRE(lifetime > 50min && lifetime <= 1h);

    REQUIRE(provider.cached_identity_id() == identity_id);
    REQUIRE(provider.cached_credentials()->access_key_id == credentials.access_key_id);
    REQUIRE(provider.get_identity_id_blocking(20s).identity_id() == identity_id);
    REQUIRE(provider.get_credentials_blocking().credentials()->access_key_id == credentials.access_key_id);

    bool is_refreshed = false;
    provider.refresh([&](const Completion &completion) {
        is_refreshed = completion.credentials()->access_key_id != credentials.access_key_id;
    });
    dispatch_until(queue, [&] { return is_refreshed; });
    REQUIRE(provider.snapshot().fetches == 2);

    provider.invalidate();
    provider.clear_credentials();
    REQUIRE(!provider.cached_credentials().has_value());
    REQUIRE(provider.cached_identity_id() == identity_id);
    provider.clear_identity();
    REQUIRE(!provider.cached_identity_id().has_value());
    REQUIRE(kept->identity_id() == identity_id);

    set_network_state(COGNITO_NETWORK_OFFLINE);
    REQUIRE(!provider.try_get_identity_id().has_value());
    set_network_state(COGNITO_NETWORK_UNKNOWN);
    set_application_state(COGNITO_APPLICATION_ACTIVE);
    std::optional<Completion> polled;
    while (!(polled = provider.try_get_credentials()).has_value()) {
        std::this_thread::sleep_for(1ms);
    }
    REQUIRE(polled->credentials().has_value());
    REQUIRE(provider.try_get_identity_id()->identity_id() == polled->identity_id());

    queue.wake();
    REQUIRE(queue.wait(0ms));
    return 0;
}
