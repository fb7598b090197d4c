// Promise: a Store of the game keeps a player over a restart; what it throws costs the player nothing; it is freed once,
// after the last one that could use it. Profiles are listed and deleted. (AddressSanitizer watches this program.)

#include "player.hpp"

#include <filesystem>
#include <map>

#include <unistd.h>

using namespace cognito_native;
using namespace std::chrono_literals;

using Values = std::map<std::string, std::string>;

// Counts its living copies.
static std::shared_ptr<int> capture = std::make_shared<int>(0);

class Memory final : public Store {
public:
    explicit Memory(Values &values) : values_(values), held_(capture) {}

    std::optional<std::string> load(const std::string &key) override {
        const auto found = values_.find(key);
        return found == values_.end() ? std::nullopt : std::optional<std::string>(found->second);
    }
    void save(const std::string &key, const std::string &value) override { values_[key] = value; }
    void remove(const std::string &key) override { values_.erase(key); }

private:
    Values &values_;
    std::shared_ptr<int> held_;
};

class Broken final : public Store {
public:
    std::optional<std::string> load(const std::string &) override { throw std::runtime_error("locked"); }
    void save(const std::string &, const std::string &) override { throw 42; }
    void remove(const std::string &) override { throw 42; }
};

static std::string fetch(const ProviderOptions &options) {
    Queue queue;
    Provider provider(options, queue);
    std::optional<Completion> answer;
    provider.get_credentials([&](Completion completion) { answer = std::move(completion); }, 20s);
    dispatch_until(queue, [&] { return answer.has_value(); });
    return answer->identity_id().value();
}

static void profiles() {
    const std::string directory = std::filesystem::temp_directory_path() / ("profiles-" + std::to_string(::getpid()));
    ProviderOptions options = emulated();
    options.storage_directory = directory;
    const std::string first = fetch(options);
    REQUIRE(profile_names(options.identity_pool_id, directory) == Names{"default"});
    DeleteProfileOptions in_directory;
    in_directory.storage_directory = directory;
    delete_profile(options.identity_pool_id, "default", in_directory);
    REQUIRE(profile_names(options.identity_pool_id, directory).empty());
    REQUIRE(fetch(options) != first);
    std::filesystem::remove_all(directory);
    try {
        delete_profile(options.identity_pool_id, "", in_directory);
        REQUIRE(!"an empty profile");
    } catch (const Error &error) {
        REQUIRE(error.code() == COGNITO_ERROR_INVALID_OPTIONS && error.field() == "profile");
    }
}

int main() {
    profiles();
    ProviderOptions options = emulated();
    options.storage_directory = std::nullopt;
    Values values;
    {
        const Storage storage(std::make_unique<Memory>(values));
        options.storage = storage.handle();
        const std::string first = fetch(options);
        REQUIRE(values.size() == 1);
        REQUIRE(fetch(options) == first);
        REQUIRE(capture.use_count() == 2);
    }
    REQUIRE(capture.use_count() == 1);

    const Storage broken(std::make_unique<Broken>());
    options.storage = broken.handle();
    REQUIRE(!fetch(options).empty());

    cognito_result refusal = COGNITO_OK;
    try {
        const Storage none{std::unique_ptr<Store>()};
    } catch (const Error &error) {
        refusal = error.code();
    }
    REQUIRE(refusal == COGNITO_ERROR_INVALID_ARGUMENT);
    return 0;
}
