// Drives the emulator: JSON commands to POST /control, by a plain socket.

#ifndef CONTROL_HPP
#define CONTROL_HPP

#include "player.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

// Performs a command; the answer's JSON.
inline std::string control(const std::string &json) {
    const std::string endpoint = std::getenv("ENDPOINT");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(endpoint.substr(endpoint.rfind(':') + 1))));
    const int connection = socket(AF_INET, SOCK_STREAM, 0);
    REQUIRE(connect(connection, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0);
    const std::string request = "POST /control HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " +
                                std::to_string(json.size()) + "\r\n\r\n" + json;
    REQUIRE(write(connection, request.data(), request.size()) == static_cast<ssize_t>(request.size()));
    std::string response;
    char part[4096];
    for (ssize_t got = 1; got > 0;) {
        got = read(connection, part, sizeof part);
        REQUIRE(got >= 0);
        response.append(part, static_cast<std::size_t>(got));
    }
    close(connection);
    REQUIRE(response.find(" 200 ") != std::string::npos);
    return response.substr(response.find("\r\n\r\n"));
}

// A text in an answer; none of those that are read here holds an escape.
inline std::string member(const std::string &json, const std::string &name) {
    const std::string key = "\"" + name + "\":\"";
    const std::size_t start = json.find(key);
    REQUIRE(start != std::string::npos);
    return json.substr(start + key.size(), json.find('"', start + key.size()) - start - key.size());
}

// A pool whose guests and players have roles, and where a player signs in with Google or with Facebook.
inline cognito_native::ProviderOptions with_logins() {
    cognito_native::ProviderOptions options = emulated();
    options.identity_pool_id = member(
        control(R"({"command":"add-pool","login_providers":[{"name":"accounts.google.com","audience":"game"},)"
                R"("graph.facebook.com"],"roles":{"authenticated":"arn:aws:iam::123456789012:role/Player",)"
                R"("unauthenticated":"arn:aws:iam::123456789012:role/Guest","custom":[]}})"),
        "id");
    return options;
}

// What Google would issue for this player of the game.
inline std::string google_token(const std::string &player) {
    return member(control(R"({"command":"issue-token","provider":"accounts.google.com","audience":"game","subject":")" +
                          player + "\"}"),
                  "token");
}

#endif // CONTROL_HPP
