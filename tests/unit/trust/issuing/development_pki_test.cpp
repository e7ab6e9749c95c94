#include "gateway/trust/issuing/development_pki.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "gateway/crypto/key_store.hpp"
#include "gateway/trust/holder.hpp"
#include "gateway/trust/revocation/crl.hpp"
#include "gateway/trust/trust_store.hpp"
#include "tests/support/pki_trust.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/trust/issuing/issuing_fixture.hpp"

namespace otkel::trust::issuing {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::pki_certificate;
using testing::pki_folder;
using testing::pki_identity;
using testing::read_file;
using ::testing::StartsWith;

const std::vector<std::string>& names() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> found;
        for (const auto& entry : fs::directory_iterator(pki_folder())) {
            const auto name = entry.path().filename().string();
            if (name.ends_with(".cert.pem")) {
                found.push_back(name.substr(0, name.size() - std::string_view(".cert.pem").size()));
            }
        }
        return found;
    }();
    return all;
}

std::shared_ptr<const Crl> list(const std::string& name) {
    return Crl::from_der(read_file(pki_folder() / (name + ".crl"))).value();
}

TEST(DevelopmentPki, has_every_name_of_its_description) {
    const auto description = read_file("certs/README.md");
    for (const auto& name : names()) {
        EXPECT_THAT(description, HasSubstr("`" + name + "`"));
    }
    for (const auto* name : {"root",
                             "ca",
                             "ca-classic",
                             "gateway-transport",
                             "gateway-transport-rsa",
                             "gateway-transport-ec",
                             "gateway-business",
                             "gateway-business-rsa",
                             "shep-bus",
                             "shep-bus-rsa",
                             "shep-bus-ec",
                             "customs-business",
                             "customs-business-rsa",
                             "customs-business-ec",
                             "atameken-business",
                             "norway-customs-rsa",
                             "switzerland-customs-ec",
                             "person",
                             "head",
                             "employee",
                             "information-system",
                             "tsa",
                             "ocsp-responder",
                             "revoked-person",
                             "suspended-person",
                             "expired-peer",
                             "foreign-ca",
                             "foreign",
                             "server",
                             "client"}) {
        EXPECT_THAT(names(), ::testing::Contains(name));
    }
}

TEST(DevelopmentPki, keeps_keys_from_everybody_else) {
    EXPECT_EQ(fs::status(pki_folder()).permissions(), fs::perms::owner_all);
    for (const auto& entry : fs::directory_iterator(pki_folder())) {
        const auto name = entry.path().filename().string();
        const bool is_public = name.ends_with(".cert.pem") || name.ends_with(".crl") || name == "complete";
        EXPECT_EQ(static_cast<unsigned>(entry.status().permissions()), is_public ? 0644U : 0600U) << name;
    }
}

TEST(DevelopmentPki, holds_each_key_as_pkcs12_and_as_pem) {
    for (const auto& name : names()) {
        const auto certificate = pki_certificate(name);
        const auto store = pki_folder() / (name + ".p12"), password = pki_folder() / (name + ".password");
        const auto identity = crypto::make_pkcs12_store(store, password)->load();
        ASSERT_TRUE(identity) << identity.error().to_string();
        EXPECT_EQ(identity->certificate_der, certificate->der()) << name;
        EXPECT_TRUE(identity->key.public_key().is_same_as(certificate->key())) << name;
        EXPECT_TRUE(pki_identity(name).key.public_key().is_same_as(certificate->key())) << name;
        EXPECT_EQ(read_file(password).size(), 49U) << name;
        EXPECT_THAT(read_file(pki_folder() / (name + ".key.pem")), StartsWith("-----BEGIN PRIVATE"));
    }
    EXPECT_EQ(read_file(pki_folder() / "otkel-sender.password").size(), 49U);
    EXPECT_NE(read_file(pki_folder() / "otkel-sender.password"), read_file(pki_folder() / "customs-sender.password"));
}

TEST(DevelopmentPki, sends_the_issuers_along) {
    const auto chain_of = [](const std::string& name) {
        return crypto::make_pkcs12_store(pki_folder() / (name + ".p12"), pki_folder() / (name + ".password"))
            ->load()
            .value()
            .chain_der;
    };
    EXPECT_THAT(chain_of("person"), ElementsAre(pki_certificate("ca")->der(), pki_certificate("root")->der()));
    EXPECT_THAT(chain_of("server"), ElementsAre(pki_certificate("ca-classic")->der()));
    EXPECT_THAT(chain_of("root"), IsEmpty());
}

TEST(DevelopmentPki, has_gost_keys_where_no_other_is_named) {
    for (const auto& name : names()) {
        const auto algorithm = pki_certificate(name)->key().algorithm();
        if (name.ends_with("-rsa")) {
            EXPECT_EQ(algorithm, crypto::KeyAlgorithm::rsa) << name;
        } else if (name.ends_with("-ec") || name == "ca-classic" || name == "server" || name == "client") {
            EXPECT_EQ(algorithm, crypto::KeyAlgorithm::ecdsa_p256) << name;
        } else {
            EXPECT_EQ(algorithm, crypto::KeyAlgorithm::gost2015_512) << name;
        }
    }
}

TEST(DevelopmentPki, leads_to_its_roots) {
    TrustStore store;
    for (const auto* name : {"root", "ca-classic", "foreign-ca"}) {
        store.anchor(pki_certificate(name));
    }
    store.know(pki_certificate("ca"));
    for (const auto& name : names()) {
        const auto certificate = pki_certificate(name);
        if (certificate->is_authority()) {
            continue;
        }
        const auto purpose = name == "tsa"              ? Purpose::time_stamping
                             : name == "ocsp-responder" ? Purpose::ocsp_signing
                                                        : Purpose::signing;
        const auto path = store.establish(certificate, start_of(2026), purpose);
        if (name == "expired-peer") {
            EXPECT_EQ(path.error().code, Errc::certificate_invalid);
        } else {
            EXPECT_TRUE(path) << name << ": " << path.error().to_string();
        }
    }
}

TEST(DevelopmentPki, names_people_and_firms_as_the_national_authority_does) {
    const auto holder = holder_of(*pki_certificate("head"));
    EXPECT_EQ(holder.iin, "880523600004");
    EXPECT_EQ(holder.bin, "490140000002");
    EXPECT_EQ(holder.patronymic, "Басшықызы");
    EXPECT_TRUE(holder.has(Role::head));
    EXPECT_EQ(holder.use, CertificateUse::signing);
    EXPECT_TRUE(holder_of(*pki_certificate("person")).has(Role::natural_person));
    EXPECT_TRUE(holder_of(*pki_certificate("employee")).has(Role::employee));
    const auto system = holder_of(*pki_certificate("information-system"));
    EXPECT_TRUE(system.has(Role::information_system));
    EXPECT_TRUE(system.iin.empty());
    EXPECT_EQ(system.system_id, "2.999.3");
}

TEST(DevelopmentPki, revokes_two_people) {
    const auto key = pki_certificate("ca")->key();
    for (const auto* name : {"ca", "ca-old", "ca-delta"}) {
        EXPECT_TRUE(list(name)->is_signed_with(key)) << name;
    }
    EXPECT_TRUE(list("ca-classic")->is_signed_with(pki_certificate("ca-classic")->key()));
    EXPECT_TRUE(list("root")->is_signed_with(pki_certificate("root")->key()));
    const auto revoked = pki_certificate("revoked-person")->serial_octets();
    EXPECT_EQ(list("ca")->find(revoked)->reason, "keyCompromise");
    EXPECT_FALSE(list("ca-old")->find(revoked));
    EXPECT_EQ(list("ca-delta")->find(pki_certificate("suspended-person")->serial_octets())->reason, "certificateHold");
    EXPECT_EQ(list("ca-delta")->base_number(), list("ca")->number());
    EXPECT_LT(list("ca-old")->number(), list("ca")->number());
    EXPECT_LT(list("ca-old")->next_update(), start_of(2026));
    EXPECT_EQ(list("ca")->next_update(), start_of(2037));
}

TEST(DevelopmentPki, serves_tls_by_openssl) {
    const Openssl openssl;
    const auto folder = pki_folder().string();
    for (const auto* name :
         {"server -purpose sslserver -verify_hostname localhost -verify_ip 127.0.0.1", "client -purpose sslclient"}) {
        const std::string words = name;
        const auto file = folder + "/" + words.substr(0, words.find(' ')) + ".cert.pem";
        const auto verified = openssl.run("verify -x509_strict -CAfile " + folder + "/ca-classic.cert.pem" +
                                          words.substr(words.find(' ')) + " " + file);
        EXPECT_EQ(verified.status, 0) << verified.output;
    }
    const auto key = openssl.run("pkey -noout -check -in " + folder + "/server.key.pem");
    EXPECT_THAT(key.output, HasSubstr("Key is valid"));
}

class MakeDevelopmentPki : public ::testing::Test {
protected:
    const otkel::tests::TemporaryFolder temporary_;
    const fs::path& folder_ = temporary_.path();
};

TEST_F(MakeDevelopmentPki, keeps_what_is_complete) {
    const auto place = folder_ / "below" / "pki";
    ASSERT_TRUE(make_development_pki(place.string() + "/"));
    const auto key = read_file(place / "person.key.pem");
    ASSERT_TRUE(make_development_pki(place));
    EXPECT_EQ(read_file(place / "person.key.pem"), key);
    EXPECT_EQ(std::distance(fs::directory_iterator(place.parent_path()), {}), 1) << "nothing is left beside it";
}

TEST_F(MakeDevelopmentPki, may_be_called_twice_at_once) {
    const auto place = folder_ / "pki";
    std::vector<Result<void>> outcomes(2);
    {
        std::jthread other([&] { outcomes[0] = make_development_pki(place); });
        outcomes[1] = make_development_pki(place);
    }
    EXPECT_TRUE(outcomes[0]);
    EXPECT_TRUE(outcomes[1]);
    EXPECT_TRUE(crypto::make_pkcs12_store(place / "person.p12", place / "person.password")->load());
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
}

TEST_F(MakeDevelopmentPki, touches_no_folder_of_somebody_else) {
    std::ofstream(folder_ / "mine") << "x";
    const auto refused = make_development_pki(folder_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::storage_failed);
    EXPECT_EQ(refused.error().place.file, folder_.string());
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
}

TEST_F(MakeDevelopmentPki, keeps_another_version_and_says_so) {
    std::ofstream(folder_ / "complete") << "an older one\n";
    const auto refused = make_development_pki(folder_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::invalid_configuration);
    EXPECT_EQ(refused.error().place.file, folder_.string());
}

TEST_F(MakeDevelopmentPki, tells_where_it_could_not_write) {
    std::ofstream(folder_ / "file") << "x";
    const auto refused = make_development_pki(folder_ / "file" / "pki");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::storage_failed);
    EXPECT_THAT(refused.error().place.file, HasSubstr((folder_ / "file").string()));
}

}  // namespace
}  // namespace otkel::trust::issuing
