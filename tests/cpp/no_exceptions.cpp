// Promise: compiled with -fno-exceptions every call that can fail answers with a Result, which says what failed; nothing
// ends the program that its caller looked at first.

#include "control.hpp"

#include <cognito_native/future.hpp>

#include <thread>

using namespace cognito_native;
using namespace std::chrono_literals;

#if defined(__cpp_exceptions)
#error "this program shows what is there without exceptions"
#endif

static void refused(Queue &queue) {
    ProviderOptions options = emulated();
    options.identity_pool_id = "nonsense";
    const Result<Provider> provider = Provider::create(options, queue);
    REQUIRE(!provider.ok() && provider.error().code() == COGNITO_ERROR_INVALID_OPTIONS);
    REQUIRE(std::string(provider.error().message()).find("identity_pool_id") == 0);

    options.identity_pool_id = std::string("us-east-1:1\0 hidden", 18);
    REQUIRE(Provider::create(options, queue).error().code() == COGNITO_ERROR_INVALID_ARGUMENT);
    REQUIRE(queue.dispatch(0, -1us).error().code() == COGNITO_ERROR_INVALID_ARGUMENT);
    REQUIRE(Storage::create(nullptr).error().code() == COGNITO_ERROR_INVALID_ARGUMENT);

    Queue gone = std::move(Queue::create().value());
    const Queue taken = std::move(gone);
    REQUIRE(gone.wake().error().code() == COGNITO_ERROR_INVALID_HANDLE);
    REQUIRE(gone.wait(0ms).error().code() == COGNITO_ERROR_INVALID_HANDLE);
}

static void answered(Queue &queue) {
    Provider provider = std::move(Provider::create(with_logins(), queue).value());
    REQUIRE(provider.get_credentials(nullptr).error().code() == COGNITO_ERROR_INVALID_ARGUMENT);
    REQUIRE(provider.set_login("", "").error().code() == COGNITO_ERROR_INVALID_LOGIN_NAME);
    REQUIRE(provider.set_login("accounts.google.com", google_token("ann")).ok());
    REQUIRE(provider.set_event_callback([](Completion) {}).ok());

    bool is_done = false;
    const Result<Request> request = provider.get_credentials([&](Completion completion) {
        REQUIRE(completion.throw_if_failed().ok() && completion.credentials().has_value());
        is_done = true;
    });
    REQUIRE(request.ok());
    while (!is_done) {
        REQUIRE(queue.wait(20s).value());
        REQUIRE(queue.dispatch().ok());
    }
    REQUIRE(provider.snapshot().value().fetches == 1);
    REQUIRE(provider.get_credentials_blocking(20s).value().ok());
}

static void failed(Queue &queue) {
    ProviderOptions options = emulated();
    options.identity_pool_id = "us-east-1:00000000-0000-4000-8000-000000000000";
    Provider provider = std::move(Provider::create(options, queue).value());
    const Result<Completion> completion = provider.get_credentials_blocking(20s);
    REQUIRE(completion.ok() && !completion.value().ok());
    const Result<void> checked = completion.value().throw_if_failed();
    REQUIRE(checked.error().code() == COGNITO_ERROR_POOL_NOT_FOUND && !checked.error().hint().empty());
}

static void taken(Queue &queue) {
    REQUIRE(Provider::from_json("{", queue).error().code() == COGNITO_ERROR_INVALID_OPTIONS);
    Provider provider = std::move(Provider::create(emulated(), queue).value());
    REQUIRE(provider.enable_events().ok() && provider.enable_login_requests().ok());
    REQUIRE(provider.get_identity_id(Queued{}).ok());
    bool is_answered = false;
    while (!is_answered) {
        REQUIRE(queue.wait(20s).value());
        const Result<std::optional<QueueItem>> item = queue.next();
        is_answered = item.value().has_value() && item.value()->kind == COGNITO_ITEM_ANSWER;
    }
    Queue gone = std::move(queue);
    REQUIRE(queue.next().error().code() == COGNITO_ERROR_INVALID_HANDLE);
    REQUIRE(enable_log(queue, COGNITO_LOG_ERROR).error().code() == COGNITO_ERROR_INVALID_HANDLE);
    queue = std::move(gone);
}

static void as_a_future(Queue &queue) {
    Provider provider = std::move(Provider::create(emulated(), queue).value());
    Result<std::future<Completion>> answer =
        as_future([&](Callback callback) { return provider.get_credentials(std::move(callback)); });
    std::thread dispatching([&] {
        while (answer.value().wait_for(0ms) != std::future_status::ready) {
            REQUIRE(queue.wait(20s).ok() && queue.dispatch().ok());
        }
    });
    dispatching.join();
    REQUIRE(answer.value().get().ok());

    Provider moved = std::move(provider);
    REQUIRE(as_future([&](Callback callback) { return provider.refresh(std::move(callback)); }).error().code() ==
            COGNITO_ERROR_INVALID_HANDLE);
}

int main() {
    Queue queue = std::move(Queue::create().value());
    refused(queue);
    answered(queue);
    failed(queue);
    taken(queue);
    as_a_future(queue);
    return 0;
}
