#pragma once

#include <filesystem>
#include <string>

#include "tests/support/temporary_folder.hpp"

namespace otkel::net::test {

// A small PKI in a temporary directory, made anew for each program: an authority, a server "localhost" / 127.0.0.1, a
// client, and a stranger who signed his own certificate.
struct Certificates {
    Certificates();

    [[nodiscard]] std::filesystem::path file(const std::string& name) const { return folder / name; }

    tests::TemporaryFolder folder;  // authority.pem, {server,client,stranger,elsewhere}{.pem,.key}, server.p12,
                                    // server-locked.key, password
    std::string server_sha256;      // hex
    std::string client_der;
};

[[nodiscard]] const Certificates& certificates();

}  // namespace otkel::net::test
