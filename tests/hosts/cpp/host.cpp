// A C++17 host: the handles in unique_ptr, the answers through a lambda.
//
// usage: host LIBRARY POOL_ID ENDPOINT     (LIBRARY is not used: it is linked)
// Prints the identity id, the access key id and the expiration.

#include "cognito_native.h"

#include <cstdint>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

namespace {

constexpr std::uint32_t answer_limit_ms = 60'000;

struct free_handle {
    void operator()(cognito_queue *queue) const { cognito_queue_free(queue); }
    void operator()(cognito_provider *provider) const { cognito_provider_free(provider); }
    void operator()(const cognito_completion *completion) const { cognito_completion_free(completion); }
};
using queue_handle = std::unique_ptr<cognito_queue, free_handle>;
using provider_handle = std::unique_ptr<cognito_provider, free_handle>;
using completion_handle = std::unique_ptr<const cognito_completion, free_handle>;

void check(cognito_result result, const std::string &what) {
    if (result != COGNITO_OK) {
        throw std::runtime_error(what + ": " + cognito_result_name(result));
    }
}

queue_handle new_queue() {
    cognito_queue *queue = nullptr;
    check(cognito_queue_new(&queue), "queue");
    return queue_handle(queue);
}

provider_handle new_provider(const char *pool_id, const char *endpoint, cognito_queue *queue) {
    cognito_provider_options options{};
    options.struct_size = sizeof options;
    options.identity_pool_id = pool_id;
    options.endpoint = endpoint;
    options.storage_directory = "";
    cognito_provider *provider = nullptr;
    check(cognito_provider_new(&options, queue, &provider, nullptr), "provider");
    return provider_handle(provider);
}

struct answer {
    std::thread::id thread;
    int callbacks = 0;
    completion_handle completion;
};

template <typename Begin>
completion_handle ask(Begin begin, cognito_provider *provider, cognito_queue *queue) {
    answer got;
    const auto keep = [](void *user_data, const cognito_completion *completion) {
        auto &mine = *static_cast<answer *>(user_data);
        mine.thread = std::this_thread::get_id();
        mine.callbacks++;
        if (cognito_completion_retain(completion) == COGNITO_OK) {
            mine.completion.reset(completion);
        }
    };
    check(begin(provider, nullptr, keep, &got, nullptr), "begin");
    while (got.callbacks == 0) {
        check(cognito_queue_wait(queue, answer_limit_ms), "wait");
        check(cognito_queue_dispatch(queue, 0, 0, nullptr), "dispatch");
    }
    if (got.callbacks != 1 || got.thread != std::this_thread::get_id() || !got.completion) {
        throw std::runtime_error("not exactly one callback on the dispatching thread");
    }
    check(cognito_completion_result(got.completion.get()), "answer");
    return std::move(got.completion);
}

void run(const char *pool_id, const char *endpoint) {
    if (cognito_abi_version() != COGNITO_ABI_VERSION) {
        throw std::runtime_error("another ABI version");
    }
    const auto queue = new_queue();
    const auto provider = new_provider(pool_id, endpoint, queue.get());
    const auto identity = ask(cognito_provider_get_identity_id, provider.get(), queue.get());
    const auto credentials = ask(cognito_provider_get_credentials, provider.get(), queue.get());

    const std::string identity_id = cognito_completion_identity_id(identity.get());
    if (identity_id != cognito_completion_identity_id(credentials.get())) {
        throw std::runtime_error("two identity ids");
    }
    if (cognito_completion_secret_access_key(credentials.get()) == nullptr ||
        cognito_completion_session_token(credentials.get()) == nullptr) {
        throw std::runtime_error("no secret access key or no session token");
    }
    std::cout << identity_id << ' ' << cognito_completion_access_key_id(credentials.get()) << ' '
              << cognito_completion_expiration_unix_ms(credentials.get()) << '\n';
}

} // namespace

int main(int argc, char **argv) {
    if (argc != 4) {
        std::cerr << "usage: host LIBRARY POOL_ID ENDPOINT\n";
        return 2;
    }
    try {
        run(argv[2], argv[3]);
        return 0;
    } catch (const std::exception &error) {
        std::cerr << "host: " << error.what() << '\n';
        return 1;
    }
}
