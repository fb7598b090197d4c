// Promise: whoever wants no callbacks takes answers, events, login requests and log records from the queue, each once,
// each owning what it brings; what is dropped untaken or unanswered leaks nothing and leaves nobody waiting.
// (AddressSanitizer watches this program.)

#include "control.hpp"

#include <type_traits>

using namespace cognito_native;
using namespace std::chrono_literals;

static_assert(std::is_nothrow_move_constructible_v<QueueItem> && !std::is_copy_constructible_v<QueueItem>);

// The next item of this kind; others are dropped on the way.
static QueueItem take(Queue &queue, cognito_item_kind kind) {
    for (;;) {
        while (std::optional<QueueItem> item = queue.next()) {
            if (item->kind == kind) {
                return std::move(*item);
            }
        }
        REQUIRE(queue.wait(20s));
    }
}

static void answers_and_events() {
    Queue queue;
    const std::string json = std::string(R"({"identity_pool_id": ")") + std::getenv("POOL_ID") +
                             R"(", "storage_directory": "", "endpoint": ")" + std::getenv("ENDPOINT") + "\"}";
    Provider provider = Provider::from_json(json, queue);
    REQUIRE(!queue.next().has_value());

    int mine = 0;
    provider.enable_events(&provider);
    provider.get_credentials(Queued{&mine}, 20s);
    const QueueItem answer = take(queue, COGNITO_ITEM_ANSWER);
    REQUIRE(answer.user_data == &mine && answer.completion->credentials().has_value());
    REQUIRE(!answer.login_request.has_value() && answer.log_message.empty());
    provider.clear_identity();
    const QueueItem event = take(queue, COGNITO_ITEM_EVENT);
    REQUIRE(event.user_data == &provider && event.completion->event_kind() != COGNITO_EVENT_NONE);
    REQUIRE(answer.completion->identity_id().has_value()); // its own, whatever came after it

    bool is_called = false;
    provider.get_identity_id([&](Completion) { is_called = true; });
    provider.get_identity_id(Queued{});
    take(queue, COGNITO_ITEM_ANSWER);
    dispatch_until(queue, [&] { return is_called; });
    provider.get_identity_id(Queued{}); // cancelled with the queue, and taken by nobody
}

static void login_requests() {
    Queue queue;
    Provider provider(with_logins(), queue);
    provider.enable_login_requests();
    provider.get_credentials(Queued{});
    QueueItem asked = take(queue, COGNITO_ITEM_LOGIN_REQUEST);
    REQUIRE(!asked.completion.has_value() && asked.login_request->reason() == COGNITO_LOGIN_REASON_MISSING);
    asked.login_request->add("accounts.google.com", google_token("ann"));
    asked.login_request->complete();
    REQUIRE(take(queue, COGNITO_ITEM_ANSWER).completion->ok());
    REQUIRE(provider.has_login("accounts.google.com"));

    provider.sign_out();
    provider.get_credentials(Queued{});
    take(queue, COGNITO_ITEM_LOGIN_REQUEST); // dropped: it fails
    REQUIRE(take(queue, COGNITO_ITEM_ANSWER).completion->result() == COGNITO_ERROR_LOGIN_REQUIRED);
}

static void log_records() {
    Queue queue;
    int mine = 0;
    enable_log(queue, COGNITO_LOG_DEBUG, &mine);
    {
        Provider provider(emulated(), queue);
        provider.get_credentials_blocking(20s).throw_if_failed();
    }
    std::optional<QueueItem> kept = take(queue, COGNITO_ITEM_LOG_RECORD);
    QueueItem record = std::move(*kept);
    kept.reset();
    REQUIRE(record.user_data == &mine && record.log_level >= COGNITO_LOG_ERROR && record.log_level <= COGNITO_LOG_DEBUG);
    REQUIRE(!record.log_message.empty());
    enable_log(queue, COGNITO_LOG_OFF);
}

static void refused() {
    Queue queue;
    try {
        Provider::from_json(R"({"identity_pool": "x"})", queue);
        REQUIRE(false);
    } catch (const Error &error) {
        REQUIRE(error.code() == COGNITO_ERROR_INVALID_OPTIONS);
        REQUIRE(std::string(error.message()).find("identity_pool") != std::string::npos);
    }
    try {
        Provider::from_json(std::string("{}\0", 3), queue);
        REQUIRE(false);
    } catch (const Error &error) {
        REQUIRE(error.code() == COGNITO_ERROR_INVALID_ARGUMENT);
    }
}

int main() {
    answers_and_events();
    login_requests();
    log_records();
    refused();
    return 0;
}
