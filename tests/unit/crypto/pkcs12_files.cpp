#include "tests/unit/crypto/pkcs12_files.hpp"

#include <openssl/pkcs12.h>

#include <stdexcept>

#include "gateway/crypto/algorithm_identifiers.hpp"
#include "gateway/crypto/der.hpp"
#include "gateway/crypto/openssl.hpp"
#include "gateway/crypto/pkcs12_library.hpp"

namespace otkel::crypto::testing {
namespace {

std::string name_of(std::string_view common_name) {
    return der::sequence(
        {der::set_of({der::sequence({der::oid("2.5.4.3"), der::element(der::tag::utf8_string, common_name)})})});
}

void require(bool holds) {
    if (!holds) {
        throw std::runtime_error("OpenSSL cannot write the test's PKCS#12 file");
    }
}

Pkcs12Owned<PKCS12_SAFEBAG> key_bag(const TestForm& form, const TestBag& bag, std::string_view password) {
    const auto* octets = reinterpret_cast<const unsigned char*>(bag.private_key_info.data());
    PKCS8_PRIV_KEY_INFO* info =
        d2i_PKCS8_PRIV_KEY_INFO(nullptr, &octets, static_cast<long>(bag.private_key_info.size()));
    require(info != nullptr);
    if (form.key_encryption == 0) {
        return Pkcs12Owned<PKCS12_SAFEBAG>(PKCS12_SAFEBAG_create0_p8inf(info));
    }
    Pkcs12Owned<PKCS12_SAFEBAG> made(
        PKCS12_SAFEBAG_create_pkcs8_encrypt_ex(form.key_encryption, password.data(), static_cast<int>(password.size()),
                                               nullptr, 20, form.iterations, info, pkcs12_library(), nullptr));
    PKCS8_PRIV_KEY_INFO_free(info);
    return made;
}

Pkcs12Owned<PKCS12_SAFEBAG> certificate_bag(const TestBag& bag) {
    const auto* octets = reinterpret_cast<const unsigned char*>(bag.certificate_der.data());
    X509* certificate = d2i_X509(nullptr, &octets, static_cast<long>(bag.certificate_der.size()));
    require(certificate != nullptr);
    Pkcs12Owned<PKCS12_SAFEBAG> made(PKCS12_SAFEBAG_create_cert(certificate));
    X509_free(certificate);
    return made;
}

void add_attributes(PKCS12_SAFEBAG* made, TestBag bag) {
    require(made != nullptr);
    if (!bag.local_key_id.empty()) {
        PKCS12_add_localkeyid(made, reinterpret_cast<unsigned char*>(bag.local_key_id.data()),
                              static_cast<int>(bag.local_key_id.size()));
    }
    if (!bag.name.empty()) {
        PKCS12_add_friendlyname_utf8(made, bag.name.data(), static_cast<int>(bag.name.size()));
    }
}

using Bags = Pkcs12Owned<STACK_OF(PKCS12_SAFEBAG)>;

Bags nested(Bags bags, int depth) {
    for (int level = 0; level < depth; ++level) {
        // The one kind of bag that OpenSSL reads but does not make: its parts are put together by hand.
        unsigned char* octets = nullptr;
        const int size =
            ASN1_item_i2d(reinterpret_cast<ASN1_VALUE*>(bags.get()), &octets, ASN1_ITEM_rptr(PKCS12_SAFEBAGS));
        const std::string content(reinterpret_cast<const char*>(octets), static_cast<std::size_t>(size));
        OPENSSL_free(octets);
        const auto whole =
            der::sequence({der::oid("1.2.840.113549.1.12.10.1.6"), der::element(der::tag::context(0), content)});
        const auto* in = reinterpret_cast<const unsigned char*>(whole.data());
        PKCS12_SAFEBAG* outer = d2i_PKCS12_SAFEBAG(nullptr, &in, static_cast<long>(whole.size()));
        require(outer != nullptr);
        bags.reset(sk_PKCS12_SAFEBAG_new_null());
        sk_PKCS12_SAFEBAG_push(bags.get(), outer);
    }
    return bags;
}

std::string encoded(const PKCS12* file) {
    std::string content(static_cast<std::size_t>(i2d_PKCS12(file, nullptr)), '\0');
    auto* out = reinterpret_cast<unsigned char*>(content.data());
    i2d_PKCS12(file, &out);
    return content;
}

PKCS7* pack(const TestForm& form, int encryption, const Bags& bags, std::string_view password) {
    return encryption == 0
               ? PKCS12_pack_p7data(bags.get())
               : PKCS12_pack_p7encdata_ex(encryption, password.data(), static_cast<int>(password.size()), nullptr, 20,
                                          form.iterations, bags.get(), pkcs12_library(), nullptr);
}

}  // namespace

std::string make_certificate(const PublicKey& subject_key, std::string_view subject, const PrivateKey& issuer_key,
                             std::string_view issuer) {
    const auto algorithm = algorithm_identifier(issuer_key.preferred_signature());
    const auto validity = der::sequence({der::time(WallTime{std::chrono::sys_days{std::chrono::year{2025} / 1 / 1}}),
                                         der::time(WallTime{std::chrono::sys_days{std::chrono::year{2037} / 1 / 1}})});
    const auto body =
        der::sequence({der::integer(7), algorithm, name_of(issuer), validity, name_of(subject), subject_key.der()});
    const auto signature = issuer_key.sign(issuer_key.preferred_signature(), body, EcdsaForm::der);
    return der::sequence({body, algorithm, der::bit_string(signature.value())});
}

Identity make_identity(KeyAlgorithm algorithm, std::string_view name) {
    auto key = PrivateKey::generate(algorithm);
    auto certificate = make_certificate(key.public_key(), name, key, name);
    return {std::move(key), std::move(certificate), {}, std::string(name)};
}

TestForm nca_form() {
    return {.key_encryption = NID_pbe_WithSHA1And3_Key_TripleDES_CBC,
            .certificate_encryption = NID_pbe_WithSHA1And40BitRC2_CBC};
}

TestForm openssl_form() {
    return {.key_encryption = NID_aes_256_cbc,
            .certificate_encryption = NID_aes_256_cbc,
            .iterations = 2048,
            .with_sha256_mac = true};
}

std::string write_test_file(const TestForm& form, const std::vector<TestBag>& bags, std::string_view password) {
    Bags keys(sk_PKCS12_SAFEBAG_new_null());
    Bags certificates(sk_PKCS12_SAFEBAG_new_null());
    for (const auto& bag : bags) {
        const bool is_key = !bag.private_key_info.empty();
        auto made = is_key ? key_bag(form, bag, password) : certificate_bag(bag);
        add_attributes(made.get(), bag);
        sk_PKCS12_SAFEBAG_push(is_key ? keys.get() : certificates.get(), made.release());
    }
    const Pkcs12Owned<STACK_OF(PKCS7)> safes(sk_PKCS7_new_null());
    sk_PKCS7_push(safes.get(), pack(form, 0, nested(std::move(keys), form.nesting), password));
    sk_PKCS7_push(safes.get(), pack(form, form.certificate_encryption, certificates, password));
    const Owned<PKCS12> file(PKCS12_init_ex(NID_pkcs7_data, pkcs12_library(), nullptr));
    require(PKCS12_pack_authsafes(file.get(), safes.get()) == 1);
    if (form.with_mac) {
        require(PKCS12_set_mac(file.get(), password.data(), static_cast<int>(password.size()), nullptr, 20,
                               form.mac_iterations.value_or(form.iterations),
                               form.with_sha256_mac ? EVP_sha256() : EVP_sha1()) == 1);
    }
    return encoded(file.get());
}

std::vector<TestBag> bags_of(const Identity& identity, std::string_view local_key_id) {
    const std::string id(local_key_id);
    return {{.private_key_info = identity.key.der().value(),
             .certificate_der = {},
             .local_key_id = id,
             .name = identity.name},
            {.private_key_info = {},
             .certificate_der = identity.certificate_der,
             .local_key_id = id,
             .name = identity.name}};
}

}  // namespace otkel::crypto::testing
