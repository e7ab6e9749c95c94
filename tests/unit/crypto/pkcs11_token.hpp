#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "gateway/crypto/key_store.hpp"
#include "tests/support/temporary_folder.hpp"

namespace otkel::crypto::testing {

// SoftHSM in a folder of its own. One at a time: its library finds the folder through the environment.
class SoftToken {
public:
    SoftToken();

    void initialize(const std::string& label);
    void import_key(const PrivateKey& key, const std::string& label, const std::string& id_hex) const;
    // `id`: octets. Takes a session of its own, so no key of the token may be in use.
    void import_certificate(const std::string& der, const std::string& id) const;
    void import_identity(const Identity& identity, const std::string& id_hex, const std::string& id) const;

    // As if it were pulled out, and put in again.
    void remove() const;
    void put_back() const;
    void write_pin(const std::string& line) const;

    [[nodiscard]] TokenKey key(const std::string& label) const;
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

private:
    tests::TemporaryFolder folder_;
    std::string token_;
};

// The library forgets its sessions and everything else.
void finalize_softhsm();

}  // namespace otkel::crypto::testing
