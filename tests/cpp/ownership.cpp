// Promise: what a callback captured is freed exactly once, whichever way a request, a provider or a queue ends, also
// inside a callback. (AddressSanitizer watches this program: a leak or a second free fails it.)

#include "player.hpp"

#include <thread>

using namespace cognito_native;
using namespace std::chrono_literals;

// Counts its living copies.
static std::shared_ptr<int> capture = std::make_shared<int>(0);

static void answered() {
    Queue queue;
    Provider provider(emulated(), queue);
    bool is_answered = false;
    {
        const Request forgotten = provider.get_credentials([held = capture, &is_answered](Completion completion) {
            is_answered = completion.ok();
        });
        REQUIRE(capture.use_count() == 2);
    }
    dispatch_until(queue, [&] { return is_answered; });
    REQUIRE(capture.use_count() == 1);
}

static void cancelled() {
    Queue queue;
    Provider provider(silent(), queue);
    cognito_result result = COGNITO_OK;
    const auto note = [held = capture, &result](Completion completion) { result = completion.result(); };
    Request request = provider.get_credentials(note);
    Request moved = std::move(request);
    moved.cancel();
    moved.cancel();
    dispatch_until(queue, [&] { return result == COGNITO_ERROR_CANCELLED; });

    provider.get_credentials(note, 10ms);
    dispatch_until(queue, [&] { return result == COGNITO_ERROR_DEADLINE_EXCEEDED; });
}

static void outlived_by_nobody() {
    int cancelled_count = 0;
    const auto note = [held = capture, &cancelled_count](Completion completion) {
        cancelled_count += completion.result() == COGNITO_ERROR_CANCELLED ? 1 : 0;
    };
    auto queue = std::make_unique<Queue>();
    auto provider = std::make_unique<Provider>(silent(), *queue);
    provider->get_credentials(note);
    provider.reset();
    REQUIRE(cancelled_count == 0); // only in a dispatch
    provider = std::make_unique<Provider>(silent(), *queue);
    provider->set_event_callback(note);
    provider->get_identity_id(note);
    queue.reset();
    REQUIRE(cancelled_count == 2);
    try {
        provider->set_event_callback(note);
        REQUIRE(false);
    } catch (const Error &error) {
        REQUIRE(error.code() == COGNITO_ERROR_CLOSED); // and it must not leak
    }
    provider.reset();
}

static void destroyed_inside_their_own_callback() {
    auto queue = std::make_unique<Queue>();
    auto provider = std::make_unique<Provider>(emulated(), *queue);
    bool is_done = false;
    provider->get_credentials([&, held = capture](Completion completion) {
        REQUIRE(completion.ok());
        provider.reset();
        queue.reset();
        is_done = true;
    });
    while (!is_done) {
        REQUIRE(queue->wait(20s));
        queue->dispatch();
    }
    REQUIRE(queue == nullptr);
}

static void events() {
    Queue queue;
    Provider provider(emulated(), queue);
    int first = 0;
    int second = 0;
    provider.set_event_callback([&, held = capture](Completion completion) {
        first += completion.event_kind() != 0 ? 1 : 0;
        provider.set_event_callback([&, held](Completion) { ++second; }); // frees this very callback, later
        REQUIRE(held.use_count() > 1);
    });
    provider.get_credentials([](Completion) {});
    dispatch_until(queue, [&] { return first == 1 && second > 0; });
    provider.set_event_callback(nullptr);
    queue.dispatch();
    REQUIRE(capture.use_count() == 1);
}

// Another thread takes back callbacks and frees providers while this one dispatches.
static void across_threads() {
    Queue queue;
    std::thread other([&] {
        for (int round = 0; round < 50; ++round) {
            Provider provider(emulated(), queue);
            provider.set_event_callback([held = capture](Completion) {});
            provider.get_credentials([held = capture](Completion) {});
            provider.set_event_callback([held = capture](Completion) {});
            provider.get_identity_id_blocking();
        }
        queue.wake();
    });
    for (int calls = 0; calls < 200; ++calls) {
        queue.wait(5ms);
        queue.dispatch();
    }
    other.join();
}

int main() {
    for (const auto &part :
         {answered, cancelled, outlived_by_nobody, destroyed_inside_their_own_callback, events, across_threads}) {
        part();
        REQUIRE(capture.use_count() == 1);
    }
    return 0;
}
