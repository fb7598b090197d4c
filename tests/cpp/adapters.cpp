// Promise: an answer arrives as a std::future and by co_await; a callback may hold what can only be moved; whoever stops
// waiting is not resumed. (AddressSanitizer watches this program.)

#include "player.hpp"

#include <cognito_native/future.hpp>
#if defined(__cpp_impl_coroutine)
#include <cognito_native/coroutine.hpp>
#endif

#include <atomic>
#include <thread>

using namespace cognito_native;
using namespace std::chrono_literals;

static void moves_what_cannot_be_copied() {
    Queue queue;
    Provider provider(emulated(), queue);
    int seen = 0;
    provider.get_credentials([number = std::make_unique<int>(7), &seen](Completion) { seen = *number; });
    provider.set_event_callback([number = std::make_unique<int>(7)](Completion) {});
    dispatch_until(queue, [&] { return seen == 7; });

    const std::function<void(Completion)> empty;
    for (const Callback &callback : {Callback(), Callback(nullptr), Callback(empty)}) {
        REQUIRE(!callback);
    }
    REQUIRE(Callback([](Completion) {}) && Callback(std::function<void(Completion)>([](Completion) {})));
}

static void as_a_future() {
    Queue queue;
    std::atomic<bool> is_over{false};
    std::thread dispatching([&] {
        while (!is_over) {
            queue.wait();
            queue.dispatch();
        }
    });
    Provider provider(emulated(), queue);
    const auto get = [&](Callback callback) { return provider.get_credentials(std::move(callback), 20s); };
    REQUIRE(as_future(get).get().credentials().has_value());

    auto stuck = std::make_unique<Provider>(silent(), queue);
    std::future<Completion> answer =
        as_future([&](Callback callback) { return stuck->get_credentials(std::move(callback)); });
    stuck.reset();
    REQUIRE(answer.get().result() == COGNITO_ERROR_CANCELLED);
    is_over = true;
    queue.wake();
    dispatching.join();
}

#if defined(__cpp_impl_coroutine)

// Starts at once, and is destroyed by its owner.
struct Task {
    struct promise_type {
        Task get_return_object() { return Task(std::coroutine_handle<promise_type>::from_promise(*this)); }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        void return_void() noexcept {}
        void unhandled_exception() noexcept { std::abort(); }
    };

    explicit Task(std::coroutine_handle<promise_type> its) : handle(its) {}
    Task(Task &&other) noexcept : handle(std::exchange(other.handle, nullptr)) {}
    ~Task() {
        if (handle) {
            handle.destroy();
        }
    }

    std::coroutine_handle<promise_type> handle;
};

static Task fetch_twice(Provider &provider, std::string &first, std::string &second) {
    const auto get = [&](Callback callback) { return provider.get_credentials(std::move(callback)); };
    const auto refresh = [&](Callback callback) { return provider.refresh(std::move(callback), 20s); };
    Completion completion = co_await as_awaitable(get);
    first = completion.credentials().value().access_key_id;
    completion = co_await as_awaitable(refresh);
    second = completion.credentials().value().access_key_id;
}

static Task is_refused(Provider &provider, cognito_result &result) {
    Provider taken = std::move(provider);
    try {
        co_await as_awaitable([&](Callback callback) { return provider.refresh(std::move(callback)); });
    } catch (const Error &error) {
        result = error.code();
    }
}

static Task waits(Provider &provider, std::shared_ptr<int> held, bool &is_resumed) {
    co_await as_awaitable([&](Callback callback) { return provider.get_credentials(std::move(callback)); });
    is_resumed = *held == 0;
}

static void by_co_await() {
    Queue queue;
    Provider provider(emulated(), queue);
    std::string first;
    std::string second;
    const Task task = fetch_twice(provider, first, second);
    dispatch_until(queue, [&] { return task.handle.done(); });
    REQUIRE(!first.empty() && !second.empty() && first != second);

    const auto held = std::make_shared<int>(0);
    bool is_resumed = false;
    Provider stuck(silent(), queue);
    { const Task forgotten = waits(stuck, held, is_resumed); }
    REQUIRE(held.use_count() == 1);
    { const Provider ended = std::move(stuck); }
    queue.dispatch();
    REQUIRE(!is_resumed);

    cognito_result result = COGNITO_OK;
    const Task refused = is_refused(provider, result);
    REQUIRE(refused.handle.done() && result == COGNITO_ERROR_INVALID_HANDLE);
}

#endif

int main() {
    moves_what_cannot_be_copied();
    as_a_future();
#if defined(__cpp_impl_coroutine)
    by_co_await();
#endif
    return 0;
}
