// Promise: a login counts at once and keeps the guest's identity; signing out makes another player; OpenID tokens,
// unlinking and the classic flow are as in C; and what C refuses is an Error.

#include "control.hpp"

#include <vector>

using namespace cognito_native;
using namespace std::chrono_literals;

static const char *const GOOGLE = "accounts.google.com";
static const char *const FACEBOOK = "graph.facebook.com";

static cognito_result refusal(const std::function<void()> &call) {
    try {
        call();
    } catch (const Error &error) {
        return error.code();
    }
    return COGNITO_OK;
}

static void sign_in_and_out() {
    Queue queue;
    Provider provider(with_logins(), queue);
    const Completion guest = provider.get_credentials_blocking(20s);
    guest.throw_if_failed();

    provider.set_login(GOOGLE, google_token("ann"));
    REQUIRE(!provider.cached_credentials().has_value());
    REQUIRE(provider.login_count() == 1 && provider.has_login(GOOGLE) && !provider.has_login(FACEBOOK));
    const Completion ann = provider.get_credentials_blocking(20s);
    ann.throw_if_failed();
    REQUIRE(ann.identity_id() == guest.identity_id());
    REQUIRE(ann.credentials()->access_key_id != guest.credentials()->access_key_id);

    provider.sign_out();
    REQUIRE(provider.login_count() == 0);
    REQUIRE(provider.get_identity_id_blocking(20s).identity_id() != ann.identity_id());
    provider.set_logins({{GOOGLE, google_token("ann")}, {FACEBOOK, "ann on facebook"}});
    REQUIRE(provider.login_count() == 2);
    REQUIRE(provider.get_credentials_blocking(20s).identity_id() == ann.identity_id());

    provider.remove_login(FACEBOOK);
    provider.remove_login(FACEBOOK); // none there is fine
    REQUIRE(provider.login_count() == 1);
    provider.clear_logins();
    REQUIRE(provider.login_count() == 0);
    REQUIRE(provider.get_credentials_blocking(20s).result() == COGNITO_ERROR_LOGIN_REQUIRED);
    provider.set_logins({});
}

static void tokens_and_links() {
    Queue queue;
    Provider provider(with_logins(), queue);
    provider.set_logins({{GOOGLE, google_token("bob")}, {FACEBOOK, "bob on facebook"}});
    std::optional<Completion> token;
    provider.get_open_id_token([&](Completion completion) { token = std::move(completion); }, 20s);
    dispatch_until(queue, [&] { return token.has_value(); });
    token->throw_if_failed();
    REQUIRE(!token->open_id_token()->empty() && token->identity_id().has_value());
    REQUIRE(!token->credentials().has_value());
    REQUIRE(!provider.get_credentials_blocking(20s).open_id_token().has_value());

    bool is_unlinked = false;
    {
        std::string name = FACEBOOK;
        provider.unlink_login(name, [&](Completion completion) { is_unlinked = completion.ok(); }, 20s);
        name.assign(name.size(), '?'); // was copied
    }
    dispatch_until(queue, [&] { return is_unlinked; });
    REQUIRE(!provider.has_login(FACEBOOK) && provider.has_login(GOOGLE));
    REQUIRE(provider.login_names() == std::vector<std::string>{GOOGLE});
    REQUIRE(provider.developer_login_name() == "cognito-identity.amazonaws.com");
}

static void classic_flow() {
    ProviderOptions options = with_logins();
    options.sts_endpoint = options.endpoint;
    options.auth_role_arn = "arn:aws:iam::123456789012:role/Player";
    options.unauth_role_arn = "arn:aws:iam::123456789012:role/Guest";
    options.role_session_name = "session";
    options.session_policy =
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]})";
    options.policy_arns = {"arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::123456789012:policy/Game"};
    options.session_duration = 900s;
    Queue queue;
    Provider provider(options, queue);
    const auto issued = [&] {
        const Completion completion = provider.get_credentials_blocking(20s);
        completion.throw_if_failed();
        return control(R"({"command":"issued-credentials","access_key_id":")" +
                       completion.credentials()->access_key_id + "\"}");
    };
    REQUIRE(member(issued(), "role_arn") == options.unauth_role_arn);
    provider.set_login(GOOGLE, google_token("ann"));
    REQUIRE(member(issued(), "role_arn") == options.auth_role_arn);
    REQUIRE(member(issued(), "session_name") == "session");

    options.policy_arns.assign(11, "arn:aws:iam::aws:policy/ReadOnlyAccess");
    REQUIRE(refusal([&] { Provider refused(options, queue); }) == COGNITO_ERROR_INVALID_OPTIONS);
}

static void refusals() {
    Queue queue;
    Provider provider(with_logins(), queue);
    REQUIRE(refusal([&] { provider.set_login("", "token"); }) == COGNITO_ERROR_INVALID_LOGIN_NAME);
    REQUIRE(refusal([&] { provider.set_login(GOOGLE, ""); }) == COGNITO_ERROR_INVALID_LOGIN_TOKEN);
    REQUIRE(refusal([&] { provider.set_login(GOOGLE, std::string("a\0b", 3)); }) == COGNITO_ERROR_INVALID_ARGUMENT);
    REQUIRE(refusal([&] { provider.unlink_login(GOOGLE, [](Completion) {}); }) == COGNITO_ERROR_INVALID_LOGIN_NAME);
    REQUIRE(refusal([&] { provider.get_open_id_token(nullptr); }) == COGNITO_ERROR_INVALID_ARGUMENT);
    Logins many;
    for (int number = 0; number < 11; ++number) {
        many["accounts.example/" + std::to_string(number)] = "token";
    }
    REQUIRE(refusal([&] { provider.set_logins(many); }) == COGNITO_ERROR_TOO_MANY_LOGINS);
    REQUIRE(provider.login_count() == 0);

    const Provider taken = std::move(provider);
    REQUIRE(refusal([&] { provider.login_count(); }) == COGNITO_ERROR_INVALID_HANDLE);
    REQUIRE(refusal([&] { provider.has_login(GOOGLE); }) == COGNITO_ERROR_INVALID_HANDLE);
    REQUIRE(refusal([&] { provider.sign_out(); }) == COGNITO_ERROR_INVALID_HANDLE);
}

int main() {
    sign_in_and_out();
    tokens_and_links();
    classic_flow();
    refusals();
    return 0;
}
