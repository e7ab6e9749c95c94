#include <utility>

#include "gateway/crypto/key_file.hpp"
#include "gateway/crypto/key_store.hpp"

namespace otkel::crypto {
namespace {

std::string names_of(const std::vector<Identity>& identities) {
    std::string names;
    for (const auto& identity : identities) {
        names += (names.empty() ? "" : ", ") + (identity.name.empty() ? "(no name)" : "\"" + identity.name + "\"");
    }
    return names;
}

class Pkcs12Store final : public KeyStore {
public:
    Pkcs12Store(std::filesystem::path file, std::filesystem::path password_file)
        : file_(std::move(file)), password_file_(std::move(password_file)) {}

    [[nodiscard]] Result<Identity> load() const override {
        const auto password = read_password(password_file_, "password file");
        if (!password) {
            return fail(password.error());
        }
        const auto content = read_key_file(file_, "key file");
        if (!content) {
            return fail(content.error());
        }
        auto identities = read_pkcs12(*content, password->view());
        if (!identities) {
            return refuse(identities.error().code == Errc::forbidden
                              ? "the password in " + password_file_.string() + " does not open this file"
                              : identities.error().detail);
        }
        if (identities->size() > 1) {
            return refuse("the file holds " + std::to_string(identities->size()) +
                          " keys with certificates, and one is needed: " + names_of(*identities) +
                          "; give each a file of its own");
        }
        return std::move(identities->front());
    }

private:
    [[nodiscard]] Failure refuse(std::string detail) const {
        return fail(Errc::invalid_configuration, std::move(detail), place_of(file_));
    }

    std::filesystem::path file_;
    std::filesystem::path password_file_;
};

}  // namespace

std::unique_ptr<KeyStore> make_pkcs12_store(std::filesystem::path file, std::filesystem::path password_file) {
    return std::make_unique<Pkcs12Store>(std::move(file), std::move(password_file));
}

}  // namespace otkel::crypto
