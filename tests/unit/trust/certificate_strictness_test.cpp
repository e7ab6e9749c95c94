#include <gtest/gtest.h>

#include <functional>

#include "gateway/base/bytes.hpp"
#include "gateway/trust/certificate.hpp"
#include "tests/unit/trust/authorities.hpp"

// What is refused before anybody looks at a signature, and what is read out of the rest.

namespace otkel::trust {
namespace {

namespace der = crypto::der;
namespace tag = crypto::der::tag;
using testing::CertificateParts;
using testing::extension;
using testing::start_of;

const crypto::PrivateKey& key() { return testing::test_key(crypto::KeyAlgorithm::ecdsa_p256, 0); }

Result<CertificatePtr> read(const CertificateParts& parts) { return Certificate::from_der(parts.signed_with(key())); }

void expect_malformed(const CertificateParts& parts, std::string_view told) {
    const auto certificate = read(parts);
    ASSERT_FALSE(certificate) << told;
    EXPECT_EQ(certificate.error().code, Errc::malformed);
    EXPECT_NE(certificate.error().detail.find(told), std::string::npos) << certificate.error().detail;
}

CertificateParts with(const std::function<void(CertificateParts&)>& change) {
    CertificateParts parts;
    parts.extensions = {extension("2.5.29.14", der::octet_string("id"))};
    change(parts);
    return parts;
}

TEST(StrictCertificate, is_read_when_nothing_is_wrong) {
    const auto certificate = read(with([](auto&) {}));
    ASSERT_TRUE(certificate) << certificate.error().detail;
    EXPECT_EQ((*certificate)->subject(), "CN=Subject");
    EXPECT_EQ((*certificate)->issuer(), "CN=Issuer");
    EXPECT_EQ((*certificate)->serial(), "7");
    EXPECT_EQ((*certificate)->serial_octets(), "\x07");
    EXPECT_EQ((*certificate)->subject_key_id(), "id");
    EXPECT_EQ((*certificate)->not_before(), start_of(2024));
    EXPECT_TRUE((*certificate)->is_signed_with(key().public_key()));
    EXPECT_FALSE((*certificate)->is_self_issued());
}

TEST(StrictCertificate, has_a_positive_serial_number_of_twenty_octets_at_most) {
    const auto serial = [](std::string_view content) {
        return with([&](auto& parts) { parts.serial = der::element(tag::integer, content); });
    };
    expect_malformed(serial(std::string_view("\0", 1)), "positive");
    expect_malformed(serial("\x80"), "positive");
    expect_malformed(serial("\xff"), "positive");
    expect_malformed(serial(""), "positive");
    expect_malformed(serial(std::string_view("\0\x05", 2)), "positive");
    expect_malformed(serial("\x01" + std::string(20, 'x')), "20 octets");
    const auto largest = read(serial(std::string(1, '\0') + std::string(20, '\xff')));
    ASSERT_TRUE(largest);
    EXPECT_EQ((*largest)->serial(), "1461501637330902918203684832716283019655932542975");
    EXPECT_EQ((*largest)->serial_octets(), std::string(20, '\xff'));
}

TEST(StrictCertificate, names_one_signature_algorithm) {
    const auto other = crypto::algorithm_identifier(crypto::SignatureAlgorithm::ecdsa_sha384);
    expect_malformed(with([&](auto& parts) { parts.outer_algorithm = other; }), "two different signature algorithms");
    expect_malformed(with([&](auto& parts) { parts.algorithm = other; }), "two different signature algorithms");
    // The same algorithm with other parameters is another identifier as well.
    const auto with_null = der::sequence({der::oid("1.2.840.10045.4.3.2"), der::null()});
    expect_malformed(with([&](auto& parts) { parts.outer_algorithm = with_null; }), "two different");
    const auto both = read(with([&](auto& parts) { parts.algorithm = parts.outer_algorithm = other; }));
    ASSERT_TRUE(both);
    EXPECT_FALSE((*both)->is_signed_with(key().public_key()));
}

// A key's identifier stands for a signature in CMS only.
TEST(StrictCertificate, is_not_signed_by_the_identifier_of_a_key) {
    const auto& gost = testing::test_key(crypto::KeyAlgorithm::gost2004, 0);
    CertificateParts parts;
    parts.algorithm = parts.outer_algorithm = der::sequence({der::oid("1.2.398.3.10.1.1.1.1"), der::null()});
    const auto certificate = Certificate::from_der(parts.signed_with(gost));
    ASSERT_TRUE(certificate);
    EXPECT_FALSE((*certificate)->is_signed_with(gost.public_key()));
}

TEST(StrictCertificate, has_extensions_in_version_3_only_and_each_once) {
    expect_malformed(with([](auto& parts) { parts.version.clear(); }), "version 1");
    const auto version = [](std::uint64_t number) { return der::element(tag::context(0), der::integer(number)); };
    expect_malformed(with([&](auto& parts) { parts.version = version(1); }), "version 2");
    expect_malformed(with([&](auto& parts) { parts.version = version(0); }), "neither 2 nor 3");
    expect_malformed(with([&](auto& parts) { parts.version = version(3); }), "neither 2 nor 3");
    expect_malformed(with([](auto& parts) { parts.extensions.push_back(parts.extensions.front()); }),
                     "extension 2.5.29.14 twice");
    expect_malformed(with([](auto& parts) {
                         const auto unknown = extension("1.2.3.4", der::null());
                         parts.extensions = {unknown, unknown};
                     }),
                     "extension 1.2.3.4 twice");
    expect_malformed(with([](auto& parts) { parts.after = der::null(); }), "follows");
    const auto first = read(with([](auto& parts) {
        parts.version.clear();
        parts.extensions.clear();
    }));
    ASSERT_TRUE(first);
    EXPECT_FALSE((*first)->is_authority());
    EXPECT_TRUE((*first)->may_sign());
}

TEST(StrictCertificate, passes_over_unique_identifiers) {
    const auto id = der::element(tag::context_primitive(1), std::string_view("\0x", 2));
    EXPECT_TRUE(read(with([&](auto& parts) { parts.unique_ids = id; })));
    expect_malformed(with([&](auto& parts) {
                         parts.unique_ids = id;
                         parts.version.clear();
                         parts.extensions.clear();
                     }),
                     "version 1");
}

TEST(StrictCertificate, has_no_more_than_64_extensions) {
    CertificateParts parts;
    for (std::uint64_t i = 0; i < 64; ++i) {
        parts.extensions.push_back(extension("1.2.3." + std::to_string(i), der::null()));
    }
    EXPECT_TRUE(read(parts));
    parts.extensions.push_back(extension("1.2.3.64", der::null()));
    EXPECT_EQ(read(parts).error().code, Errc::limit_exceeded);
}

TEST(StrictCertificate, has_an_issuer_and_names_that_are_text) {
    expect_malformed(with([](auto& parts) { parts.issuer = der::sequence({}); }), "names no issuer");
    EXPECT_TRUE(read(with([](auto& parts) { parts.subject = der::sequence({}); })));
    expect_malformed(with([](auto& parts) { parts.subject = issuing::name_der({{"2.5.4.3", "\xff\xfe"}}); }),
                     "distinguished name");
    expect_malformed(with([](auto& parts) { parts.subject = der::sequence({der::null()}); }), "distinguished name");
}

TEST(StrictCertificate, has_times_of_the_calendar) {
    const auto validity = [](std::uint8_t kind, std::string_view from) {
        return with([&](auto& parts) {
            parts.validity = der::sequence({der::element(kind, from), der::time(start_of(2028))});
        });
    };
    EXPECT_TRUE(read(validity(tag::utc_time, "240101000000Z")));
    EXPECT_TRUE(read(validity(tag::generalized_time, "20240101000000Z")));
    expect_malformed(validity(tag::utc_time, "2401010000Z"), "time");
    expect_malformed(validity(tag::utc_time, "240231000000Z"), "time");
    expect_malformed(validity(tag::generalized_time, "20240101000000+0500"), "time");
    expect_malformed(validity(tag::octet_string, "240101000000Z"), "time");
    const auto endless = read(with([](auto& parts) {
        parts.validity =
            der::sequence({der::time(start_of(2024)), der::element(tag::generalized_time, "99991231235959Z")});
    }));
    ASSERT_TRUE(endless);
    EXPECT_GT((*endless)->not_after(), start_of(9999));
}

TEST(StrictCertificate, has_a_key_and_a_signature_of_whole_octets) {
    expect_malformed(with([](auto& parts) { parts.unused_bits = 1; }), "whole octets");
    expect_malformed(with([](auto& parts) { parts.key = der::sequence({}); }), "");
    const auto foreign =
        der::sequence({der::sequence({der::oid("1.3.101.112")}), der::bit_string(std::string(32, 'k'))});
    const auto certificate = read(with([&](auto& parts) { parts.key = foreign; }));
    ASSERT_TRUE(certificate);
    EXPECT_EQ((*certificate)->key().algorithm(), crypto::KeyAlgorithm::other);
    EXPECT_FALSE((*certificate)->is_signed_with((*certificate)->key()));
}

// Whoever sends such a key wants us to calculate.
TEST(StrictCertificate, has_no_rsa_key_that_is_expensive_to_verify_with) {
    const auto rsa = [](std::size_t modulus_octets, std::size_t exponent_octets) {
        const auto numbers = der::sequence({der::integer_of("\x7f" + std::string(modulus_octets - 1, '\x7f')),
                                            der::integer_of("\x01" + std::string(exponent_octets - 1, '\x01'))});
        return with([&](auto& parts) {
            parts.key = der::sequence(
                {der::sequence({der::oid("1.2.840.113549.1.1.1"), der::null()}), der::bit_string(numbers)});
        });
    };
    EXPECT_TRUE(read(rsa(256, 3)));
    EXPECT_TRUE(read(rsa(1024, 8)));
    EXPECT_EQ(read(rsa(1026, 3)).error().code, Errc::limit_exceeded);
    EXPECT_EQ(read(rsa(256, 9)).error().code, Errc::limit_exceeded);
}

TEST(StrictCertificate, is_der_and_not_ber) {
    const auto good = with([](auto&) {}).signed_with(key());
    ASSERT_EQ(static_cast<unsigned char>(good[1]), 0x82);
    auto longer = good;
    longer.replace(1, 1, std::string("\x83\0", 2));
    EXPECT_EQ(Certificate::from_der(longer).error().code, Errc::malformed);
    EXPECT_EQ(Certificate::from_der(good + '\0').error().code, Errc::malformed);
    for (std::size_t size = 0; size < good.size(); ++size) {
        EXPECT_FALSE(Certificate::from_der(std::string_view(good).substr(0, size)));
    }
}

CertificatePtr with_extensions(std::vector<std::string> extensions) {
    CertificateParts parts;
    parts.extensions = std::move(extensions);
    auto certificate = read(parts);
    EXPECT_TRUE(certificate) << certificate.error().detail;
    return *certificate;
}

void expect_bad_extension(std::string_view oid, std::string_view value) {
    expect_malformed(with([&](auto& parts) { parts.extensions = {extension(oid, value)}; }), "");
}

TEST(Extension, basic_constraints_are_read) {
    const auto constraints = [](std::string_view content) {
        return with_extensions({extension("2.5.29.19", der::element(tag::sequence, content), true)});
    };
    EXPECT_FALSE(constraints("")->is_authority());
    EXPECT_FALSE(constraints(der::boolean(false))->is_authority());
    EXPECT_TRUE(constraints(der::boolean(true))->is_authority());
    EXPECT_EQ(constraints(der::boolean(true))->path_length_max(), std::nullopt);
    EXPECT_EQ(constraints(der::boolean(true) + der::integer(0))->path_length_max(), 0);
    EXPECT_EQ(constraints(der::boolean(true) + der::integer(300))->path_length_max(), 300);
    EXPECT_TRUE(constraints(der::boolean(true))->unknown_critical().empty());
    expect_bad_extension("2.5.29.19", der::sequence({der::integer(0)}));
    expect_bad_extension("2.5.29.19", der::sequence({der::element(tag::boolean, "\x01")}));
    expect_bad_extension("2.5.29.19", der::sequence({der::boolean(true), der::element(tag::integer, "\xff")}));
    expect_bad_extension("2.5.29.19", der::sequence({der::boolean(true), der::integer(1ULL << 40U)}));
    expect_bad_extension("2.5.29.19", der::sequence({der::boolean(true), der::null()}));
    expect_bad_extension("2.5.29.19", "");
    expect_bad_extension("2.5.29.19", der::sequence({}) + der::null());
}

TEST(Extension, key_usage_is_read_bit_by_bit) {
    const auto usage = [](std::string_view content) {
        return with_extensions({extension("2.5.29.15", der::element(tag::bit_string, content), true)});
    };
    EXPECT_EQ(usage("\x06\xc0")->key_usage(), digital_signature | non_repudiation);
    EXPECT_EQ(usage("\x01\x06")->key_usage(), key_cert_sign | crl_sign);
    EXPECT_EQ(usage(std::string_view("\x07\x08\x80", 3))->key_usage(), key_agreement | (1U << 8U));
    EXPECT_EQ(usage(std::string_view("\0\x80", 2))->key_usage(), digital_signature);
    EXPECT_FALSE(usage("\x01\x06")->may_sign());
    EXPECT_TRUE(usage("\x06\x40")->may_sign());
    EXPECT_EQ(with_extensions({})->key_usage(), std::nullopt);
    expect_bad_extension("2.5.29.15", der::element(tag::bit_string, ""));
    expect_bad_extension("2.5.29.15", der::element(tag::bit_string, std::string_view("\0", 1)));
    expect_bad_extension("2.5.29.15", der::element(tag::bit_string, "\x08\x80"));
    expect_bad_extension("2.5.29.15", der::element(tag::bit_string, "\x07\xc0"));
    expect_bad_extension("2.5.29.15", der::element(tag::bit_string, std::string_view("\0abc", 4)));
    expect_bad_extension("2.5.29.15", der::octet_string("x"));
}

TEST(Extension, usages_policies_and_identifiers_are_read) {
    const auto oids = der::sequence({der::oid(usage::time_stamping), der::oid("1.2.398.3.3.4.1.1")});
    const auto policy = der::sequence({der::oid("1.2.398.3.3.2"), der::sequence({})});
    const auto authority_key =
        der::sequence({der::element(tag::context_primitive(0), "key"), der::element(tag::context(1), ""),
                       der::element(tag::context_primitive(2), "\x01")});
    const auto certificate =
        with_extensions({extension("2.5.29.37", oids, true), extension("2.5.29.32", der::sequence({policy})),
                         extension("2.5.29.35", authority_key), extension("1.3.6.1.5.5.7.48.1.5", der::null())});
    EXPECT_EQ(certificate->extended_key_usage(),
              (std::vector<std::string>{std::string(usage::time_stamping), "1.2.398.3.3.4.1.1"}));
    EXPECT_TRUE(certificate->is_extended_key_usage_critical());
    EXPECT_TRUE(certificate->has_usage("1.2.398.3.3.4.1.1"));
    EXPECT_FALSE(certificate->has_usage("1.2.398.3.3.4.1"));
    EXPECT_EQ(certificate->policies(), std::vector<std::string>{"1.2.398.3.3.2"});
    EXPECT_EQ(certificate->authority_key_id(), "key");
    EXPECT_TRUE(certificate->has_ocsp_no_check());
    EXPECT_FALSE(with_extensions({})->has_ocsp_no_check());
    expect_bad_extension("2.5.29.37", der::sequence({der::null()}));
    expect_bad_extension("2.5.29.37", der::sequence({der::element(tag::object_identifier, "\x80\x01")}));
    expect_bad_extension("2.5.29.32", der::sequence({der::oid("1.2")}));
    expect_bad_extension("2.5.29.35", der::octet_string("key"));
    expect_bad_extension("2.5.29.14", "key");
}

TEST(Extension, addresses_are_read_for_people_and_never_stop_anything) {
    const auto uri = [](std::string_view text) { return der::element(tag::context_primitive(6), text); };
    const auto access = der::sequence({der::sequence({der::oid("1.3.6.1.5.5.7.48.2"), uri("http://issuer")}),
                                       der::sequence({der::oid("1.3.6.1.5.5.7.48.1"), uri("http://ocsp")})});
    const auto point = der::sequence({der::sequence(
        {der::element(tag::context(0), der::element(tag::context(0), uri("http://crl") + uri("http://crl1")))})});
    const auto certificate = with_extensions({extension("1.3.6.1.5.5.7.1.1", access), extension("2.5.29.31", point)});
    EXPECT_EQ(certificate->ocsp_addresses(), std::vector<std::string>{"http://ocsp"});
    EXPECT_EQ(certificate->crl_addresses(), (std::vector<std::string>{"http://crl", "http://crl1"}));
    const auto no_text = der::sequence({der::sequence({der::oid("1.3.6.1.5.5.7.48.1"), uri("http://\xff\n")})});
    EXPECT_TRUE(with_extensions({extension("1.3.6.1.5.5.7.1.1", no_text)})->ocsp_addresses().empty());
    const auto damaged = with_extensions({extension("1.3.6.1.5.5.7.1.1", "x"), extension("2.5.29.31", "y")});
    EXPECT_TRUE(damaged->ocsp_addresses().empty());
    EXPECT_TRUE(damaged->crl_addresses().empty());
}

TEST(Extension, is_unknown_when_it_is_critical_and_not_processed) {
    const auto names = der::sequence({der::element(tag::context_primitive(2), "localhost")});
    const auto certificate =
        with_extensions({extension("2.5.29.17", names, true), extension("2.5.29.14", der::octet_string("id"), true),
                         extension("2.5.29.30", der::sequence({}), true),
                         extension("2.5.29.36", der::sequence({}), true), extension("1.2.398.3.3.5", der::null())});
    EXPECT_EQ(certificate->unknown_critical(), (std::vector<std::string>{"2.5.29.14", "2.5.29.30", "2.5.29.36"}));
}

TEST(Extension, has_one_form) {
    const auto flagged = [](std::string_view flag) {
        return der::sequence({der::oid("1.2.3.4"), der::element(tag::boolean, flag), der::octet_string("x")});
    };
    EXPECT_TRUE(read(with([&](auto& parts) { parts.extensions = {flagged(std::string_view("\0", 1))}; })));
    expect_malformed(with([&](auto& parts) { parts.extensions = {flagged("\x01")}; }), "neither 00 nor FF");
    expect_malformed(with([&](auto& parts) { parts.extensions = {flagged("")}; }), "neither 00 nor FF");
    expect_malformed(with([](auto& parts) {
                         parts.extensions = {der::sequence({der::oid("1.2.3.4"), der::octet_string("x"), der::null()})};
                     }),
                     "follows");
}

TEST(PemFile, holds_certificates_that_all_must_be_good) {
    const auto block = [](std::string_view octets) {
        return "-----BEGIN CERTIFICATE-----\n" + to_base64(octets) + "\n-----END CERTIFICATE-----\n";
    };
    const auto good = with([](auto&) {}).signed_with(key());
    const auto two = Certificate::from_file_content("a remark\n" + block(good) + block(good));
    ASSERT_TRUE(two);
    EXPECT_EQ(two->size(), 2U);
    EXPECT_EQ(two->front()->der(), good);
    const auto cut = Certificate::from_file_content(block(good) + "-----BEGIN CERTIFICATE-----\nAAAA");
    ASSERT_FALSE(cut);
    EXPECT_NE(cut.error().detail.find("number 2"), std::string::npos);
    EXPECT_FALSE(Certificate::from_file_content(block(good.substr(1))));
    EXPECT_FALSE(Certificate::from_file_content(block("")));
}

}  // namespace
}  // namespace otkel::trust
