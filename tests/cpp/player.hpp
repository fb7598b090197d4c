// What every program here needs: where the emulator is, and an assert that stays in every build.

#ifndef PLAYER_HPP
#define PLAYER_HPP

#include <cognito_native.hpp>

#include <cstdio>
#include <cstdlib>
#include <functional>

#define REQUIRE(condition)                                                                     \
    do {                                                                                       \
        if (!(condition)) {                                                                    \
            std::fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition); \
            std::exit(1);                                                                      \
        }                                                                                      \
    } while (false)

// The pool of the emulator that tests/cpp.rs started; nothing is stored.
inline cognito_native::ProviderOptions emulated() {
    cognito_native::ProviderOptions options;
    options.identity_pool_id = std::getenv("POOL_ID");
    options.endpoint = std::getenv("ENDPOINT");
    options.storage_directory = "";
    return options;
}

// A server that accepts and never answers.
inline cognito_native::ProviderOptions silent() {
    cognito_native::ProviderOptions options = emulated();
    options.endpoint = std::getenv("SILENT_ENDPOINT");
    return options;
}

#if defined(__cpp_exceptions)
inline void dispatch_until(cognito_native::Queue &queue, const std::function<bool()> &is_done) {
    while (!is_done()) {
        REQUIRE(queue.wait(std::chrono::seconds(20)));
        queue.dispatch();
    }
}
#endif

#endif // PLAYER_HPP
