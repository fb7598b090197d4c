// A C++17 host: cognito_native.hpp, and a loop as a game has one.
//
// usage: host POOL_ID ENDPOINT DEAD_ENDPOINT TOKEN
// Prints what every host here prints; see ../run.

#include "cognito_native.hpp"

#include <functional>
#include <iostream>
#include <optional>
#include <set>

using namespace cognito_native;

namespace {

class Game {
public:
    Game(const std::string &pool_id, const std::string &endpoint) : provider_(options(pool_id, endpoint), queue_) {
        provider_.set_event_callback([this](Completion event) { events_.insert(event.event_kind()); });
    }

    Completion credentials() {
        std::optional<Completion> answer;
        provider_.get_credentials([&](Completion completion) { answer = std::move(completion); });
        run_until([&] { return answer.has_value(); });
        return std::move(*answer);
    }

    void wait_for(cognito_event_kind event) {
        run_until([&] { return events_.erase(event) > 0; });
    }

    void forget_events() { events_.clear(); }
    Provider &player() { return provider_; }

private:
    static ProviderOptions options(const std::string &pool_id, const std::string &endpoint) {
        ProviderOptions options;
        options.identity_pool_id = pool_id;
        options.endpoint = endpoint;
        options.storage_directory = "";
        options.max_attempts = 1;
        return options;
    }

    void run_until(const std::function<bool()> &is_done) {
        while (!is_done()) {
            queue_.wait();
            queue_.dispatch();
        }
    }

    Queue queue_;
    Provider provider_;
    std::set<cognito_event_kind> events_;
};

std::string keys(const Completion &answer) {
    answer.throw_if_failed();
    return answer.identity_id().value() + " " + answer.credentials()->access_key_id;
}

void play(const std::string &pool_id, const std::string &endpoint, const std::string &dead, const std::string &token) {
    Game game(pool_id, endpoint);
    const Completion guest = game.credentials();
    std::cout << "guest " << keys(guest) << " " << cognito_completion_expiration_unix_ms(guest.handle()) << "\n";
    game.wait_for(COGNITO_EVENT_CREDENTIALS_REFRESHED);
    std::cout << "event COGNITO_EVENT_CREDENTIALS_REFRESHED\n";

    game.player().set_login("accounts.google.com", token);
    std::cout << "player " << keys(game.credentials()) << "\n";
    game.forget_events();
    game.player().sign_out();
    game.wait_for(COGNITO_EVENT_IDENTITY_CHANGED);
    std::cout << "signed-out\n";

    try {
        Game(pool_id, dead).credentials().throw_if_failed();
    } catch (const Error &error) {
        std::cout << "offline " << error.name() << ": " << error.message() << "\n";
    }
}

} // namespace

int main(int argc, char **argv) {
    try {
        play(argv[1], argv[2], argv[3], argv[argc - 1]);
        return 0;
    } catch (const std::exception &error) {
        std::cerr << "host: " << error.what() << "\n";
        return 1;
    }
}
