#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/der.hpp"
#include "gateway/crypto/key.hpp"
#include "tests/unit/crypto/gost_reference.hpp"

namespace otkel::crypto {
namespace {

using testing::make_gost_reference;

std::string random_octets(std::size_t size) {
    static std::mt19937 generator{20150101};
    std::string octets(size, '\0');
    std::generate(octets.begin(), octets.end(), [] { return static_cast<char>(generator()); });
    return octets;
}

// GOST R 34.11-2012 appendix A, messages M1 and M2, as RFC 6986 section 10 prints them: most significant octet first.
constexpr std::string_view m1 = "012345678901234567890123456789012345678901234567890123456789012";
constexpr std::string_view m2 =
    "\xd1\xe5\x20\xe2\xe5\xf2\xf0\xe8\x2c\x20\xd1\xf2\xf0\xe8\xe1\xee\xe6\xe8\x20\xe2\xed\xf3\xf6\xe8\x2c\x20\xe2\xe5"
    "\xfe\xf2\xfa\x20\xf1\x20\xec\xee\xf0\xff\x20\xf1\xf2\xf0\xe5\xeb\xe0\xec\xe8\x20\xed\xe0\x20\xf5\xf0\xe0\xe1\xf0"
    "\xfb\xff\x20\xef\xeb\xfa\xea\xfb\x20\xc8\xe3\xee\xf0\xe5\xe2\xfb";

TEST(Streebog, hashes_the_messages_of_its_standard) {
    EXPECT_EQ(to_hex(digest(DigestAlgorithm::streebog512, m1)),
              "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa"
              "00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48");
    EXPECT_EQ(to_hex(digest(DigestAlgorithm::streebog256, m1)),
              "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500");
    EXPECT_EQ(to_hex(digest(DigestAlgorithm::streebog512, m2)),
              "1e88e62226bfca6f9994f1f2d51569e0daf8475a3b0fe61a5300eee46d961376"
              "035fe83549ada2b8620fcd7c496ce5b33f0cb9dddc2b6460143b03dabac9fb28");
    EXPECT_EQ(to_hex(digest(DigestAlgorithm::streebog256, m2)),
              "9dd2fe4e90409e5da87f53976d7405b0c0cac628fc669a741d50063c557e8f50");
}

// Published digests with the S-box that RFC 4357 section 11.2 calls the test parameters.
TEST(Gost34311, hashes_with_the_test_s_box) {
    EXPECT_EQ(to_hex(digest(DigestAlgorithm::gost34311, "")),
              "ce85b99cc46752fffee35cab9a7b0278abb4c2d2055cff685af4912c49490f8d");
    EXPECT_EQ(to_hex(digest(DigestAlgorithm::gost34311, "abc")),
              "f3134348c44fb1b2a277729e2285ebb5cb5e0f29c975bc753b70497c06a4d51d");
}

TEST(GostHash, gives_the_same_in_pieces) {
    const auto octets = random_octets(1000);
    for (const auto algorithm :
         {DigestAlgorithm::streebog512, DigestAlgorithm::streebog256, DigestAlgorithm::gost34311}) {
        Hasher hasher(algorithm);
        hasher.update(std::string_view(octets).substr(0, 333));
        hasher.update(std::string_view(octets).substr(333));
        EXPECT_EQ(hasher.finish(), digest(algorithm, octets)) << name(algorithm);
    }
}

class Gost : public ::testing::TestWithParam<KeyAlgorithm> {
protected:
    [[nodiscard]] static SignatureAlgorithm algorithm() { return preferred_signature(GetParam()); }
    [[nodiscard]] static std::size_t size() { return GetParam() == KeyAlgorithm::gost2015_512 ? 128 : 64; }
    PrivateKey key_ = PrivateKey::generate(GetParam());
};

INSTANTIATE_TEST_SUITE_P(Key, Gost,
                         ::testing::Values(KeyAlgorithm::gost2015_512, KeyAlgorithm::gost2015_256,
                                           KeyAlgorithm::gost2004),
                         [](const auto& parameter) {
                             std::string word(crypto::word(preferred_signature(parameter.param)));
                             std::replace(word.begin(), word.end(), '-', '_');
                             return word;
                         });

TEST_P(Gost, signs_what_another_library_verifies) {
    const auto reference = make_gost_reference(GetParam());
    for (int i = 0; i < 50; ++i) {
        const auto octets = random_octets(static_cast<std::size_t>(i) * 7);
        const auto signature = key_.sign(algorithm(), octets);
        ASSERT_TRUE(signature);
        const auto hash = digest(digest_of(algorithm()), octets);
        EXPECT_TRUE(reference->verifies(key_.public_key(), hash, *signature));
        auto changed = hash;
        changed[0] = static_cast<char>(changed[0] ^ 1);
        EXPECT_FALSE(reference->verifies(key_.public_key(), changed, *signature));
    }
}

TEST_P(Gost, verifies_what_another_library_signed) {
    const auto reference = make_gost_reference(GetParam());
    for (int i = 0; i < 50; ++i) {
        const auto octets = random_octets(static_cast<std::size_t>(i) * 5);
        const auto made = reference->sign(digest(digest_of(algorithm()), octets));
        EXPECT_TRUE(made.key.verifies(algorithm(), octets, made.signature));
        EXPECT_FALSE(made.key.verifies(algorithm(), octets + "x", made.signature));
    }
}

TEST_P(Gost, refuses_every_changed_bit_of_a_signature) {
    const auto signature = *key_.sign(algorithm(), "octets");
    ASSERT_EQ(signature.size(), size());
    for (std::size_t bit = 0; bit < signature.size() * 8; bit += 3) {
        auto changed = signature;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_FALSE(key_.public_key().verifies(algorithm(), "octets", changed)) << bit;
    }
}

TEST_P(Gost, refuses_signatures_of_a_wrong_length_and_out_of_range) {
    const auto verifies = [&](std::string_view signature) {
        return key_.public_key().verifies(algorithm(), "octets", signature);
    };
    const auto signature = *key_.sign(algorithm(), "octets");
    EXPECT_FALSE(verifies(""));
    EXPECT_FALSE(verifies(std::string_view(signature).substr(2)));
    EXPECT_FALSE(verifies(signature + std::string(2, '\0')));
    EXPECT_FALSE(verifies(std::string(size(), '\0')));
    EXPECT_FALSE(verifies(std::string(size(), '\xff')));
    EXPECT_FALSE(verifies(std::string(size() / 2, '\0') + signature.substr(size() / 2)));
    EXPECT_FALSE(verifies(signature.substr(0, size() / 2) + std::string(size() / 2, '\0')));
}

TEST_P(Gost, never_signs_the_same_twice) {
    EXPECT_NE(*key_.sign(algorithm(), "octets"), *key_.sign(algorithm(), "octets"));
}

TEST_P(Gost, survives_its_encodings) {
    const auto public_key = PublicKey::from_der(key_.public_key().der());
    ASSERT_TRUE(public_key) << public_key.error().to_string();
    EXPECT_TRUE(public_key->is_same_as(key_.public_key()));
    EXPECT_EQ(public_key->bits(), static_cast<int>(size()) * 4);
    const auto private_key = PrivateKey::from_der(*key_.der());
    ASSERT_TRUE(private_key) << private_key.error().to_string();
    EXPECT_TRUE(private_key->public_key().is_same_as(key_.public_key()));
    EXPECT_TRUE(key_.public_key().verifies(algorithm(), "octets", *private_key->sign(algorithm(), "octets")));
}

TEST_P(Gost, has_nothing_to_do_with_other_algorithms) {
    for (const auto other :
         {SignatureAlgorithm::rsa_sha256, SignatureAlgorithm::ecdsa_sha256,
          GetParam() == KeyAlgorithm::gost2004 ? SignatureAlgorithm::gost2015_256 : SignatureAlgorithm::gost2004}) {
        EXPECT_FALSE(key_.sign(other, "octets"));
        EXPECT_FALSE(key_.public_key().verifies(other, "octets", std::string(size(), '\1')));
    }
}

TEST_P(Gost, refuses_points_that_are_not_on_the_curve) {
    auto octets = key_.public_key().der();
    octets.back() = static_cast<char>(octets.back() ^ 1);
    const auto key = PublicKey::from_der(octets);
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error().code, Errc::malformed);
}

TEST_P(Gost, refuses_keys_on_an_unknown_curve) {
    auto octets = key_.public_key().der();
    // {key OID, {curve OID, …}}: the last arc of the curve.
    const auto curve = octets.find(der::oid(GetParam() == KeyAlgorithm::gost2015_512   ? "1.2.398.3.10.1.1.2.2.1"
                                            : GetParam() == KeyAlgorithm::gost2015_256 ? "1.2.398.3.10.1.1.2.1.1"
                                                                                       : "1.2.398.3.10.1.1.1.1.1"));
    ASSERT_NE(curve, std::string::npos);
    octets[curve + 1 + static_cast<std::size_t>(octets[curve + 1])] = 9;
    EXPECT_FALSE(PublicKey::from_der(octets));
}

TEST_P(Gost, refuses_private_keys_outside_of_the_order) {
    const auto valid = *key_.der();
    const auto content = der::single(valid, der::tag::sequence, "a key")->content;
    der::Reader reader(content);
    const std::string head(reader.next("version")->whole);
    const std::string identifier(reader.next("algorithm")->whole);
    const auto with = [&](std::string_view number) {
        return der::sequence({head, identifier, der::octet_string(number)});
    };
    EXPECT_FALSE(PrivateKey::from_der(with(der::octet_string(std::string(size() / 2, '\0')))));
    EXPECT_FALSE(PrivateKey::from_der(with(der::octet_string(std::string(size() / 2, '\xff')))));
    EXPECT_FALSE(PrivateKey::from_der(with(der::octet_string(std::string(1000, '\1')))));
    EXPECT_FALSE(PrivateKey::from_der(with(der::null())));
    EXPECT_FALSE(PrivateKey::from_der(with("")));
}

}  // namespace
}  // namespace otkel::crypto
