#include "gateway/trust/revocation/crl.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/trust/revocation/lists.hpp"

namespace otkel::trust::testing {
namespace {

using crypto::KeyAlgorithm;

const Pki& pki() { return pki_of(KeyAlgorithm::ecdsa_p256); }

Result<std::shared_ptr<const Crl>> read(const ListContent& content) {
    return Crl::from_der(list(content, pki().authority));
}

Errc refusal(const ListContent& content) {
    const auto crl = read(content);
    EXPECT_FALSE(crl);
    return crl ? Errc::internal : crl.error().code;
}

class CrlKeys : public ::testing::TestWithParam<KeyAlgorithm> {};

INSTANTIATE_TEST_SUITE_P(Keys, CrlKeys,
                         ::testing::Values(KeyAlgorithm::gost2015_512, KeyAlgorithm::rsa, KeyAlgorithm::ecdsa_p256),
                         algorithm_name);

TEST_P(CrlKeys, reads_what_the_issuing_room_writes) {
    const auto& keys = pki_of(GetParam());
    issuing::CrlContent content;
    content.number = 14;
    content.this_update = now;
    content.next_update = now + hours{24};
    content.entries = {{keys.leaf->serial_octets(), day(2026, 3, 1), 1}, {std::string("\xff\x01"), day(2026, 3, 2), 0}};
    const auto crl = Crl::from_der(issuing::write_crl(keys.authority, content));
    ASSERT_TRUE(crl) << crl.error().to_string();
    EXPECT_EQ((*crl)->issuer(), keys.authority.certificate()->subject());
    EXPECT_EQ((*crl)->issuer_der(), keys.authority.certificate()->subject_der());
    EXPECT_EQ((*crl)->authority_key_id(), keys.authority.certificate()->subject_key_id());
    EXPECT_EQ((*crl)->number(), 14U);
    EXPECT_FALSE((*crl)->base_number());
    EXPECT_EQ((*crl)->this_update(), now);
    EXPECT_EQ((*crl)->next_update(), now + hours{24});
    EXPECT_EQ((*crl)->size(), 2U);
    const auto revoked = (*crl)->find(keys.leaf->serial_octets());
    ASSERT_TRUE(revoked);
    EXPECT_EQ(revoked->revoked_at, day(2026, 3, 1));
    EXPECT_EQ(revoked->reason, "keyCompromise");
    EXPECT_EQ((*crl)->find("\xff\x01")->reason, "");
    EXPECT_FALSE((*crl)->find(keys.other_leaf->serial_octets()));
    EXPECT_TRUE((*crl)->is_signed_with(keys.authority.key().public_key()));
    EXPECT_FALSE((*crl)->is_signed_with(keys.responder.key().public_key()));
}

TEST_P(CrlKeys, verifies_under_no_changed_octet) {
    const auto& keys = pki_of(GetParam());
    const auto octets = list({.entries = {entry("abc", {reason_extension(1)})}}, keys.authority);
    for (std::size_t at = 0; at < octets.size(); ++at) {
        auto changed = octets;
        changed[at] = static_cast<char>(changed[at] ^ (1 << (at % 8)));
        const auto crl = Crl::from_der(changed);
        EXPECT_FALSE(crl && (*crl)->is_signed_with(keys.authority.key().public_key())) << "octet " << at;
    }
}

TEST(Crl, finds_among_serial_numbers_of_all_lengths) {
    std::vector<std::string> serials{
        "a", "ab", "b", std::string("\0\0", 2), "ba", "\x80", "\xff\xff\xff", std::string(20, 'z')};
    ListContent content;
    for (const auto& serial : serials) {
        content.entries.push_back(entry(serial));
    }
    const auto crl = read(content).value();
    EXPECT_EQ(crl->size(), serials.size());
    for (const auto& serial : serials) {
        EXPECT_TRUE(crl->find(serial)) << serial;
        EXPECT_TRUE(crl->find('\0' + serial)) << "leading zeros are no part of a number";
        EXPECT_FALSE(crl->find(serial + "x"));
    }
    EXPECT_FALSE(crl->find("aa"));
    EXPECT_TRUE(crl->find("")) << "zero, the third entry";
}

TEST(Crl, is_empty_without_entries) {
    const auto crl = read({}).value();
    EXPECT_EQ(crl->size(), 0U);
    EXPECT_FALSE(crl->find("a"));
}

TEST(Crl, takes_the_worse_of_two_entries) {
    for (const auto& entries : {std::vector{entry("a", {reason_extension(8)}), entry("a", {reason_extension(1)})},
                                std::vector{entry("a", {reason_extension(1)}), entry("a", {reason_extension(8)})}}) {
        EXPECT_EQ(read({.entries = entries}).value()->find("a")->reason, "keyCompromise");
    }
}

TEST(Crl, names_reasons_as_rfc_5280_does) {
    const auto reason = [](int number) {
        return read({.entries = {entry("a", {reason_extension(number)})}}).value()->find("a")->reason;
    };
    EXPECT_EQ(reason(0), "unspecified");
    EXPECT_EQ(reason(6), "certificateHold");
    EXPECT_EQ(reason(8), "removeFromCRL");
    EXPECT_EQ(reason(10), "aACompromise");
    EXPECT_EQ(reason(7), "reason 7");
    EXPECT_EQ(reason(99), "reason 99");
}

TEST(Crl, reads_lists_without_next_update_and_of_version_one) {
    EXPECT_FALSE(read({.next_update = std::nullopt}).value()->next_update());
    const auto first = read({.version = {}, .extensions = {}});
    ASSERT_TRUE(first) << first.error().to_string();
    EXPECT_FALSE((*first)->number());
    EXPECT_EQ(refusal({.version = der::integer(2)}), Errc::unsupported);
}

TEST(Crl, reads_a_delta) {
    const auto crl = read({.extensions = {delta_extension(14), number_extension(10)}}).value();
    EXPECT_EQ(crl->base_number(), 14U);
    EXPECT_EQ(crl->number(), 10U);
}

TEST(Crl, refuses_unknown_critical_extensions) {
    EXPECT_TRUE(read({.extensions = {extension("1.2.398.99.1", der::null())}}));
    EXPECT_EQ(refusal({.extensions = {extension("1.2.398.99.1", der::null(), true)}}), Errc::unsupported);
    EXPECT_TRUE(read({.entries = {entry("a", {extension("1.2.398.99.1", der::null())})}}));
    EXPECT_EQ(refusal({.entries = {entry("a", {extension("1.2.398.99.1", der::null(), true)})}}), Errc::unsupported);
}

TEST(Crl, refuses_indirect_lists_and_parts_of_lists) {
    const auto scope = [](std::string_view content, bool critical) {
        return ListContent{.extensions = {extension("2.5.29.28", der::sequence({content}), critical)}};
    };
    const std::string yes("\xff", 1), no("\0", 1);
    for (const unsigned part : {1U, 2U, 4U, 5U}) {  // users, authorities, indirect, attributes
        for (const bool critical : {true, false}) {
            EXPECT_EQ(refusal(scope(der::element(tag::context_primitive(part), yes), critical)), Errc::unsupported);
            EXPECT_TRUE(read(scope(der::element(tag::context_primitive(part), no), critical)));
        }
    }
    EXPECT_EQ(refusal(scope(der::element(tag::context_primitive(3), std::string("\1\x80", 2)), false)),
              Errc::unsupported);
    const auto place = der::element(
        tag::context(0), der::element(tag::context(0), der::element(tag::context_primitive(6), "http://crl/1.crl")));
    EXPECT_EQ(refusal(scope(place, true)), Errc::unsupported);
    EXPECT_TRUE(read(scope(place, false)));
    EXPECT_EQ(refusal({.entries = {entry("a", {extension("2.5.29.29", der::sequence({}))})}}), Errc::unsupported);
}

TEST(Crl, refuses_two_algorithms) {
    EXPECT_EQ(refusal({.algorithm = crypto::algorithm_identifier(crypto::SignatureAlgorithm::gost2015_512)}),
              Errc::malformed);
}

TEST(Crl, refuses_what_is_not_a_list) {
    EXPECT_EQ(Crl::from_der("").error().code, Errc::malformed);
    EXPECT_EQ(Crl::from_der("<html>404</html>").error().code, Errc::malformed);
    const auto octets = list({.entries = {entry("abc", {reason_extension(1)})}}, pki().authority);
    for (std::size_t size = 0; size < octets.size(); ++size) {
        EXPECT_FALSE(Crl::from_der(octets.substr(0, size))) << size;
    }
    EXPECT_EQ(Crl::from_der(octets + "x").error().code, Errc::malformed);
    EXPECT_EQ(refusal({.entries = {der::sequence({der::element(tag::integer, "\x80"), der::time(now)})}}),
              Errc::malformed)
        << "a negative serial number";
    EXPECT_EQ(refusal({.entries = {der::sequence({der::integer(7)})}}), Errc::malformed);
    EXPECT_EQ(refusal({.entries = {entry(std::string(256, 'z'))}}), Errc::malformed);
    EXPECT_EQ(refusal({.extensions = {number_extension(1), number_extension(2)}}), Errc::malformed);
    EXPECT_EQ(refusal({.extensions = {extension("2.5.29.20", der::integer_of("123456789"))}}), Errc::unsupported);
}

TEST(Crl, keeps_its_limit) {
    const auto octets = list({}, pki().authority);
    EXPECT_TRUE(Crl::from_der(octets, {.octets_max = octets.size()}));
    EXPECT_EQ(Crl::from_der(octets, {.octets_max = octets.size() - 1}).error().code, Errc::limit_exceeded);
}

}  // namespace
}  // namespace otkel::trust::testing
