// Promise: a login source answers now or later, from any thread; a request that it drops, also by an exception, fails
// at once; and what it captured is freed exactly once. (AddressSanitizer watches this program.)

#include "control.hpp"

#include <stdexcept>
#include <thread>

using namespace cognito_native;
using namespace std::chrono_literals;

static const char *const GOOGLE = "accounts.google.com";

// Counts its living copies.
static std::shared_ptr<int> capture = std::make_shared<int>(0);

// Asks for credentials and dispatches until they are there; a source answers meanwhile.
static Completion fetch(Queue &queue, Provider &provider) {
    std::optional<Completion> answer;
    provider.get_credentials([&](Completion completion) { answer = std::move(completion); });
    dispatch_until(queue, [&] { return answer.has_value(); });
    return std::move(*answer);
}

static std::string message_of(const Completion &completion) {
    try {
        completion.throw_if_failed();
    } catch (const Error &error) {
        REQUIRE(error.code() == COGNITO_ERROR_LOGIN_REQUIRED);
        return error.message();
    }
    return "";
}

static void answers_at_once() {
    Queue queue;
    Provider provider(with_logins(), queue);
    int asked = 0;
    provider.set_login_source([&, held = capture](LoginRequest request) {
        ++asked;
        REQUIRE(request.reason() == COGNITO_LOGIN_REASON_MISSING && request.expired_logins().empty());
        request.add(GOOGLE, google_token("ann"));
        request.complete();
        try {
            request.complete();
            REQUIRE(!"answered twice");
        } catch (const Error &error) {
            REQUIRE(error.code() == COGNITO_ERROR_INVALID_HANDLE);
        }
    });
    fetch(queue, provider).throw_if_failed();
    provider.get_credentials_blocking(20s).throw_if_failed();
    REQUIRE(asked == 1 && provider.has_login(GOOGLE));
}

static void answers_later_from_another_thread() {
    ProviderOptions options = with_logins();
    options.disable_guest_access = true;
    Queue queue;
    Provider provider(options, queue);
    std::optional<LoginRequest> unanswered;
    provider.set_login_source([&](LoginRequest request) { unanswered = std::move(request); });
    bool is_answered = false;
    provider.get_credentials([&](Completion completion) { is_answered = completion.ok(); });
    dispatch_until(queue, [&] { return unanswered.has_value(); });
    std::thread([moved = std::move(*unanswered)]() mutable {
        moved.add(GOOGLE, google_token("ann"));
        moved.complete();
    }).join();
    dispatch_until(queue, [&] { return is_answered; });
}

static void brings_a_developer_identity() {
    const ProviderOptions options = with_logins();
    const std::string developer =
        control(R"({"command":"developer-identity","user":"7","pool":")" + options.identity_pool_id + "\"}");
    Queue queue;
    Provider provider(options, queue);
    provider.set_login_source([&](LoginRequest request) {
        request.set_developer_identity(member(developer, "id"), member(developer, "token"));
        request.complete();
    });
    const Completion completion = fetch(queue, provider);
    completion.throw_if_failed();
    REQUIRE(completion.identity_id() == member(developer, "id"));
}

static void gives_no_answer() {
    ProviderOptions options = with_logins();
    options.login_source_timeout = 50ms;
    Queue queue;
    Provider provider(options, queue);
    provider.set_login_source([](LoginRequest request) { request.fail("the window was closed"); });
    REQUIRE(message_of(fetch(queue, provider)).find("the window was closed") != std::string::npos);
    provider.set_login_source([](LoginRequest request) { request.fail(); });
    REQUIRE(!message_of(fetch(queue, provider)).empty());
    provider.set_login_source([held = capture](LoginRequest) {});
    REQUIRE(message_of(fetch(queue, provider)).find("dropped the login request") != std::string::npos);

    std::optional<LoginRequest> late;
    provider.set_login_source([&](LoginRequest request) { late = std::move(request); });
    REQUIRE(message_of(fetch(queue, provider)).find("did not answer") != std::string::npos);
    late->complete(); // too late, and no error
}

static void throws() {
    Queue queue;
    Provider provider(with_logins(), queue);
    provider.set_login_source([held = capture](LoginRequest) { throw std::runtime_error("no window"); });
    std::optional<Completion> answer;
    provider.get_credentials([&](Completion completion) { answer = std::move(completion); });
    std::string thrown;
    while (!answer.has_value()) {
        REQUIRE(queue.wait(20s));
        try {
            queue.dispatch();
        } catch (const std::runtime_error &error) {
            thrown = error.what();
        }
    }
    REQUIRE(thrown == "no window");
    REQUIRE(message_of(*answer).find("dropped the login request") != std::string::npos);
}

static void is_replaced_and_outlived() {
    std::optional<LoginRequest> unanswered;
    {
        Queue queue;
        Provider provider(with_logins(), queue);
        provider.set_login_source([&, held = capture](LoginRequest) {
            provider.set_login_source([&, held](LoginRequest request) { // frees this very source, later
                unanswered = std::move(request);
            });
            REQUIRE(held.use_count() > 1);
        });
        provider.get_credentials([held = capture](Completion) {});
        dispatch_until(queue, [&] { return unanswered.has_value(); });
        provider.set_login_source(nullptr);
        queue.dispatch();
        queue.dispatch();
        provider.set_login_source([held = capture](LoginRequest) {});
        Provider moved = std::move(provider);
        provider = std::move(moved);
    }
    unanswered->add(GOOGLE, "for nobody");
    unanswered.reset(); // its provider and its queue are gone
}

int main() {
    for (const auto &part : {answers_at_once, answers_later_from_another_thread, brings_a_developer_identity,
                             gives_no_answer, throws, is_replaced_and_outlived}) {
        part();
        REQUIRE(capture.use_count() == 1);
    }
    return 0;
}
