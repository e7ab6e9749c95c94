#include "gateway/trust/issuing/development_pki.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <fstream>
#include <iterator>
#include <map>

#include "gateway/base/assert.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/crypto/key_store.hpp"
#include "gateway/trust/issuing/development_folder.hpp"
#include "gateway/trust/issuing/development_pki_table.hpp"

namespace otkel::trust::issuing {
namespace {

namespace fs = std::filesystem;

// Of the files and the ways of writing; the table speaks for itself.
constexpr int layout_version = 1;
constexpr std::string_view marker = "complete";
constexpr int rsa_bits = 2048;
// The passwords are random: there is nothing to slow down.
constexpr int pkcs12_iterations = 2048;
constexpr std::size_t password_octets = 24;

class Maker {
public:
    explicit Maker(const DevelopmentFolder& folder) : folder_(folder) {}

    [[nodiscard]] Result<void> certificate(const DevelopmentCertificate& row) {
        const auto key = crypto::PrivateKey::generate(row.key, rsa_bits);
        if (row.issuer.empty()) {
            issuers_.emplace(row.name, Issuer::self_signed(row.content, key));
        } else {
            issuers_.emplace(row.name, Issuer(issuer(row.issuer).issue(row.content, key.public_key()), key));
        }
        parents_[row.name] = row.issuer;
        const auto& der = issuer(row.name).certificate()->der();
        if (auto written =
                folder_.write(row.name + ".cert.pem", pem("CERTIFICATE", der), DevelopmentFolder::Readers::everybody);
            !written) {
            return written;
        }
        if (auto written = private_key(row.name, key); !written) {
            return written;
        }
        return pkcs12(row.name);
    }

    [[nodiscard]] Result<void> list(const DevelopmentCrl& row) const {
        auto content = row.content;
        for (auto& entry : content.entries) {
            entry.serial_octets = issuer(entry.serial_octets).certificate()->serial_octets();
        }
        return folder_.write(row.name + ".crl", write_crl(issuer(row.issuer), content),
                             DevelopmentFolder::Readers::everybody);
    }

    [[nodiscard]] Result<void> password(const std::string& name) const {
        auto line = to_hex(random_octets(password_octets)) + "\n";
        auto written = folder_.write(name + ".password", line, DevelopmentFolder::Readers::owner);
        wipe(line);
        return written;
    }

private:
    [[nodiscard]] const Issuer& issuer(const std::string& name) const {
        const auto found = issuers_.find(name);
        OTKEL_ASSERT(found != issuers_.end());
        return found->second;
    }

    [[nodiscard]] Result<void> private_key(const std::string& name, const crypto::PrivateKey& key) const {
        auto der = key.der();
        if (!der) {
            return fail(der.error());
        }
        auto text = pem("PRIVATE KEY", *der);
        wipe(*der);
        auto written = folder_.write(name + ".key.pem", text, DevelopmentFolder::Readers::owner);
        wipe(text);
        return written;
    }

    [[nodiscard]] Result<void> pkcs12(const std::string& name) const {
        const auto& owner = issuer(name);
        crypto::Identity identity{owner.key(), owner.certificate()->der(), {}, name};
        for (auto parent = parents_.at(name); !parent.empty(); parent = parents_.at(parent)) {
            identity.chain_der.push_back(issuer(parent).certificate()->der());
        }
        auto secret = to_hex(random_octets(password_octets));
        const auto store = crypto::write_pkcs12(identity, secret, pkcs12_iterations);
        auto line = secret + "\n";
        wipe(secret);
        auto written =
            store ? folder_.write(name + ".password", line, DevelopmentFolder::Readers::owner) : fail(store.error());
        wipe(line);
        return written ? folder_.write(name + ".p12", *store, DevelopmentFolder::Readers::owner) : written;
    }

    const DevelopmentFolder& folder_;
    std::map<std::string, Issuer> issuers_;
    std::map<std::string, std::string> parents_;
};

Result<void> make_all(Maker& maker) {
    for (const auto& row : development_certificates()) {
        if (auto made = maker.certificate(row); !made) {
            return made;
        }
    }
    for (const auto& row : development_crls()) {
        if (auto made = maker.list(row); !made) {
            return made;
        }
    }
    for (const auto& name : development_passwords()) {
        if (auto made = maker.password(name); !made) {
            return made;
        }
    }
    return {};
}

std::string first_line(const fs::path& file) {
    std::ifstream stream(file);
    std::string line;
    std::getline(stream, line);
    return line;
}

Result<void> check_version(const fs::path& place) {
    if (first_line(place / marker) == development_pki_version()) {
        return {};
    }
    Place where;
    where.file = place.string();
    return fail(Errc::invalid_configuration, "the folder holds a development PKI of another version; remove it",
                std::move(where));
}

std::string describe(const DevelopmentCertificate& row) {
    const auto& c = row.content;
    return fmt::format("{} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {}\n", row.name,
                       static_cast<int>(row.key), row.issuer, to_hex(name_der(c.subject)), to_utc_text(c.not_before),
                       to_utc_text(c.not_after), c.authority, c.path_length_max.value_or(-1), c.key_usage,
                       fmt::join(c.extended_key_usage, ","), c.extended_key_usage_critical, fmt::join(c.policies, ","),
                       fmt::join(c.dns_names, ","), fmt::join(c.ip_addresses, ","), c.ocsp_address, c.crl_address,
                       c.delta_crl_address, c.issuer_address, c.ocsp_no_check);
}

std::string describe(const DevelopmentCrl& row) {
    const auto& c = row.content;
    auto out = fmt::format("{} {} {} {} {} {}\n", row.name, row.issuer, c.number, c.base_number.value_or(0),
                           to_utc_text(c.this_update), to_utc_text(c.next_update));
    for (const auto& entry : c.entries) {
        out += fmt::format("{} {} {}\n", entry.serial_octets, to_utc_text(entry.revoked_at), entry.reason);
    }
    return out;
}

}  // namespace

std::string development_pki_version() {
    auto text = fmt::format("{}\n", layout_version);
    for (const auto& row : development_certificates()) {
        text += describe(row);
    }
    for (const auto& row : development_crls()) {
        text += describe(row);
    }
    text += fmt::format("{}", fmt::join(development_passwords(), ","));
    return to_hex(crypto::digest(crypto::DigestAlgorithm::sha256, text)).substr(0, 12);
}

Result<void> make_development_pki(const fs::path& folder) {
    const auto place = folder.has_filename() ? folder : folder.parent_path();
    std::error_code ignored;
    if (fs::exists(place / marker, ignored)) {
        return check_version(place);
    }
    const DevelopmentFolder fresh(place);
    if (auto opened = fresh.open(); !opened) {
        return opened;
    }
    Maker maker(fresh);
    if (auto made = make_all(maker); !made) {
        return made;
    }
    if (auto written =
            fresh.write(std::string(marker), development_pki_version() + "\n", DevelopmentFolder::Readers::everybody);
        !written) {
        return written;
    }
    return fresh.publish(marker);
}

}  // namespace otkel::trust::issuing
