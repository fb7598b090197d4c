// Promise: a refusal is an Error that says what to do; an exception in a callback never passes through the library,
// is never lost, and comes out of Queue::dispatch.

#include "player.hpp"

#include <climits>

using namespace cognito_native;
using namespace std::chrono_literals;

static Error thrown_by(const std::function<void()> &call) {
    try {
        call();
    } catch (const Error &error) {
        return error;
    }
    REQUIRE(!"an Error");
    std::abort();
}

static void refusals(Queue &queue, Provider &provider) {
    ProviderOptions options = emulated();
    options.identity_pool_id = "nonsense";
    const Error error = thrown_by([&] { Provider refused(options, queue); });
    REQUIRE(error.code() == COGNITO_ERROR_INVALID_OPTIONS);
    REQUIRE(std::string(error.name()) == "COGNITO_ERROR_INVALID_OPTIONS");
    REQUIRE(std::string(error.message()).find("identity_pool_id") == 0 && error.field() == "identity_pool_id");

    options.identity_pool_id = std::string("us-east-1:1\0 hidden", 18);
    REQUIRE(thrown_by([&] { Provider refused(options, queue); }).code() == COGNITO_ERROR_INVALID_ARGUMENT);
    REQUIRE(thrown_by([&] { provider.get_credentials(nullptr); }).code() == COGNITO_ERROR_INVALID_ARGUMENT);
    REQUIRE(thrown_by([&] { queue.dispatch(0, -1us); }).code() == COGNITO_ERROR_INVALID_ARGUMENT);
    REQUIRE(thrown_by([&] { queue.wait(std::chrono::hours(INT_MAX)); }).code() == COGNITO_ERROR_INVALID_ARGUMENT);

    Provider taken = std::move(provider);
    REQUIRE(thrown_by([&] { provider.get_credentials([](Completion) {}); }).code() == COGNITO_ERROR_INVALID_HANDLE);
    provider = std::move(taken);

    Queue other;
    Queue moved = std::move(other);
    REQUIRE(thrown_by([&] { other.dispatch(); }).code() == COGNITO_ERROR_INVALID_HANDLE);
    REQUIRE(thrown_by([&] { other.wake(); }).code() == COGNITO_ERROR_INVALID_HANDLE);
    REQUIRE(thrown_by([&] { Provider refused(emulated(), other); }).code() == COGNITO_ERROR_INVALID_HANDLE);
}

static void failed_requests() {
    Queue queue;
    ProviderOptions options = emulated();
    options.identity_pool_id = "us-east-1:00000000-0000-4000-8000-000000000000";
    Provider provider(options, queue);
    const Completion completion = provider.get_credentials_blocking(20s);
    const Error error = thrown_by([&] { completion.throw_if_failed(); });
    REQUIRE(error.code() == COGNITO_ERROR_POOL_NOT_FOUND);
    REQUIRE(error.aws_error_code() == "ResourceNotFoundException");
    REQUIRE(!error.hint().empty() && !error.is_retryable());
    REQUIRE(!completion.credentials().has_value());
}

int main() {
    Queue queue;
    Provider provider(emulated(), queue);
    refusals(queue, provider);
    failed_requests();
    provider.get_credentials_blocking(20s).throw_if_failed();

    // Two are answered in one dispatch and both throw, in different ways; a third does not.
    bool is_third_answered = false;
    provider.get_credentials([](Completion) { throw 42; });
    provider.get_credentials([&](Completion) { queue.dispatch(); }); // Error: a dispatch is under way
    provider.get_credentials([&](Completion) { is_third_answered = true; });
    int first = 0;
    cognito_result second = COGNITO_OK;
    while (!is_third_answered || first == 0 || second == COGNITO_OK) {
        try {
            queue.wait(100ms);
            queue.dispatch();
        } catch (int number) {
            REQUIRE(second == COGNITO_OK);
            first = number;
        } catch (const Error &error) {
            second = error.code();
        }
    }
    REQUIRE(first == 42 && second == COGNITO_ERROR_BUSY);

    // In a destructor there is nobody to throw to.
    provider.get_credentials([](Completion) { throw std::runtime_error("dropped"); });
    { const Queue last = std::move(queue); }
    REQUIRE(thrown_by([&] { provider.get_credentials([](Completion) {}); }).code() == COGNITO_ERROR_CLOSED);
    return 0;
}
