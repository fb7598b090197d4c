// Promise: an HttpClient of the game sends a provider's requests, answers them when it likes and is told which do not
// matter any more; it is freed once, after the last one that could use it. With no_threads the library has none.
// (AddressSanitizer watches this program.)

#include "player.hpp"

#include <deque>

using namespace cognito_native;
using namespace std::chrono_literals;

static int living = 0;

// Keeps what it is given.
struct Wire {
    std::deque<Exchange> exchanges;
    int cancelled = 0;
};

class Noting final : public HttpClient {
public:
    explicit Noting(Wire &wire) : wire_(wire) { living++; }
    ~Noting() override { living--; }

    void send(Exchange exchange) noexcept override { wire_.exchanges.push_back(std::move(exchange)); }
    void cancel(const cognito_exchange *exchange) noexcept override {
        REQUIRE(wire_.exchanges.front().handle() == exchange && wire_.exchanges.front().is_cancelled());
        wire_.exchanges.pop_front(); // answered by its destructor
        wire_.cancelled++;
    }

private:
    Wire &wire_;
};

static ProviderOptions over(const Transport &transport) {
    ProviderOptions options = emulated();
    options.storage_directory = "";
    options.transport = transport.handle();
    options.no_threads = true;
    options.max_attempts = 1;
    return options;
}

static void a_fetch() {
    Wire wire;
    Queue queue;
    std::optional<Provider> provider;
    {
        const Transport transport(std::make_unique<Noting>(wire));
        provider.emplace(over(transport), queue);
    }
    REQUIRE(living == 1);
    std::optional<Completion> answer;
    provider->get_identity_id([&](Completion completion) { answer = std::move(completion); }, 20s);
    dispatch_until(queue, [&] { return !wire.exchanges.empty(); });
    Exchange exchange = std::move(wire.exchanges.front());
    wire.exchanges.pop_front();
    REQUIRE(exchange.method() == "POST" && exchange.url().rfind("http", 0) == 0);
    REQUIRE(!exchange.headers().empty() && !exchange.body().empty() && exchange.timeout() > 0ms);
    exchange.complete(200, {{"Content-Type", "application/x-amz-json-1.1"}},
                      "{\"IdentityId\":\"us-east-1:00000000-0000-4000-8000-000000000001\"}");
    dispatch_until(queue, [&] { return answer.has_value(); });
    REQUIRE(answer->identity_id() == "us-east-1:00000000-0000-4000-8000-000000000001");

    std::optional<Completion> refused;
    provider->refresh([&](Completion completion) { refused = std::move(completion); }, 20s);
    dispatch_until(queue, [&] { return !wire.exchanges.empty(); });
    wire.exchanges.front().fail(COGNITO_EXCHANGE_FAILURE_OFFLINE);
    wire.exchanges.pop_front();
    dispatch_until(queue, [&] { return refused.has_value(); });
    REQUIRE(refused->result() == COGNITO_ERROR_OFFLINE);

    provider->refresh([](Completion) {}, 20s);
    dispatch_until(queue, [&] { return !wire.exchanges.empty(); });
    provider.reset();
    REQUIRE(wire.cancelled == 1 && wire.exchanges.empty());
    REQUIRE(living == 0);
}

int main() {
    a_fetch();
    REQUIRE(cognito_live_handles(COGNITO_HANDLE_EXCHANGE) == 0);
    REQUIRE(cognito_live_handles(COGNITO_HANDLE_TRANSPORT) == 0);
    return 0;
}
