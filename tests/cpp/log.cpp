// Promise: log records come only in a dispatch of their queue; a new callback takes the place of the old one, from any
// thread and inside the callback too; what it captured is freed exactly once. (AddressSanitizer watches this program.)

#include "player.hpp"

#include <thread>

using namespace cognito_native;
using namespace std::chrono_literals;

// Counts its living copies.
static std::shared_ptr<int> capture = std::make_shared<int>(0);

// Something to log.
static void fetch() {
    Queue queue;
    Provider provider(emulated(), queue);
    provider.get_credentials_blocking(20s).throw_if_failed();
}

static void is_told_until_it_is_taken_back() {
    Queue queue;
    int debug_count = 0;
    set_log(queue, COGNITO_LOG_DEBUG, [&, held = capture](cognito_log_level level, std::string_view message) {
        debug_count += level == COGNITO_LOG_DEBUG && !message.empty() ? 1 : 0;
    });
    fetch();
    REQUIRE(debug_count == 0);
    queue.dispatch();
    REQUIRE(debug_count >= 2);
    fetch();
    const int told = debug_count;
    set_log(queue, COGNITO_LOG_OFF, nullptr);
    queue.dispatch(); // lets go of the records that were waiting,
    queue.dispatch(); // and then of the callback
    REQUIRE(debug_count == told);
    REQUIRE(capture.use_count() == 1);
}

static void is_replaced_inside_its_own_callback_and_throws() {
    Queue queue;
    int second = 0;
    bool has_thrown = false;
    set_log(queue, COGNITO_LOG_DEBUG, [&, held = capture](int, std::string_view) {
        if (std::exchange(has_thrown, true)) {
            return;
        }
        set_log(queue, COGNITO_LOG_DEBUG, [&, held = capture](int, std::string_view) { ++second; });
        REQUIRE(held.use_count() > 1);
        throw 42;
    });
    fetch();
    int thrown = 0;
    try {
        queue.dispatch();
    } catch (int number) {
        thrown = number;
    }
    REQUIRE(thrown == 42);
    fetch();
    queue.dispatch();
    REQUIRE(second > 0);
}

static void outlives_its_queue_and_is_refused() {
    auto queue = std::make_unique<Queue>();
    set_log(*queue, COGNITO_LOG_DEBUG, [held = capture](int, std::string_view) { std::abort(); });
    cognito_result refusal = COGNITO_OK;
    try {
        set_log(*queue, static_cast<cognito_log_level>(5), [held = capture](int, std::string_view) {});
    } catch (const Error &error) {
        refusal = error.code();
    }
    REQUIRE(refusal == COGNITO_ERROR_INVALID_ARGUMENT);
    fetch();
    queue.reset();
    REQUIRE(capture.use_count() == 1);
    fetch();
}

// Another thread replaces it while this one dispatches.
static void across_threads() {
    Queue queue;
    std::thread other([&] {
        for (int round = 0; round < 20; ++round) {
            set_log(queue, COGNITO_LOG_DEBUG, [held = capture](int, std::string_view) {});
            fetch();
        }
    });
    for (int calls = 0; calls < 100; ++calls) {
        queue.wait(5ms);
        queue.dispatch();
    }
    other.join();
}

int main() {
    for (const auto &part : {is_told_until_it_is_taken_back, is_replaced_inside_its_own_callback_and_throws,
                             outlives_its_queue_and_is_refused, across_threads}) {
        part();
        REQUIRE(capture.use_count() == 1);
    }
    return 0;
}
