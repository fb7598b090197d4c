// Promise: a Log gets records only in a dispatch of its queue, and only while it lives; a newer one replaces it and is
// not silenced by its end; what it captured is freed exactly once. (AddressSanitizer watches this program.)

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
    provider.get_credentials_blocking(20s).check();
}

static void is_told_while_it_lives() {
    Queue queue;
    int debug_count = 0;
    std::optional<Log> log(std::in_place, queue, COGNITO_LOG_DEBUG,
                           [&, held = capture](int level, std::string_view message) {
                               debug_count += level == COGNITO_LOG_DEBUG && !message.empty() ? 1 : 0;
                           });
    fetch();
    REQUIRE(debug_count == 0);
    queue.dispatch();
    REQUIRE(debug_count >= 2);
    fetch();
    const int told = debug_count;
    log.reset();
    queue.dispatch();
    REQUIRE(debug_count == told);
    REQUIRE(capture.use_count() == 1);
}

static void is_replaced() {
    Queue queue;
    int first = 0;
    int second = 0;
    auto older = std::make_unique<Log>(queue, COGNITO_LOG_DEBUG, [&](int, std::string_view) { ++first; });
    Log newer(queue, COGNITO_LOG_DEBUG, [&, held = capture](int, std::string_view) { ++second; });
    older.reset();
    Log moved = std::move(newer);
    fetch();
    queue.dispatch();
    REQUIRE(first == 0 && second > 0);
    moved = Log(queue, COGNITO_LOG_DEBUG, [&](int, std::string_view) { ++first; });
    fetch();
    queue.dispatch();
    REQUIRE(first > 0);
}

static void ends_inside_its_own_callback_and_throws() {
    Queue queue;
    std::optional<Log> log;
    log.emplace(queue, COGNITO_LOG_DEBUG, [&, held = capture](int, std::string_view) {
        log.reset();
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
}

static void outlives_its_queue_and_is_refused() {
    auto queue = std::make_unique<Queue>();
    const Log log(*queue, COGNITO_LOG_DEBUG, [held = capture](int, std::string_view) { std::abort(); });
    const auto refusal = [&](cognito_log_level level, LogCallback callback) {
        try {
            Log refused(*queue, level, std::move(callback));
        } catch (const Error &error) {
            return error.code();
        }
        return COGNITO_OK;
    };
    REQUIRE(refusal(static_cast<cognito_log_level>(5), [](int, std::string_view) {}) == COGNITO_ERROR_INVALID_ARGUMENT);
    REQUIRE(refusal(COGNITO_LOG_INFO, nullptr) == COGNITO_ERROR_INVALID_ARGUMENT);
    fetch();
    queue.reset();
    fetch();
}

// Another thread replaces and ends logs while this one dispatches.
static void across_threads() {
    Queue queue;
    std::thread other([&] {
        for (int round = 0; round < 20; ++round) {
            const Log first(queue, COGNITO_LOG_DEBUG, [held = capture](int, std::string_view) {});
            fetch();
            const Log second(queue, COGNITO_LOG_DEBUG, [held = capture](int, std::string_view) {});
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
    for (const auto &part : {is_told_while_it_lives, is_replaced, ends_inside_its_own_callback_and_throws,
                             outlives_its_queue_and_is_refused, across_threads}) {
        part();
        REQUIRE(capture.use_count() == 1);
    }
    return 0;
}
