#include "gateway/trust/cms/ber.hpp"

#include <gtest/gtest.h>

#include "gateway/base/bytes.hpp"
#include "tests/unit/trust/cms/cms_pki.hpp"

namespace otkel::trust {
namespace {

using testing::on;

std::string octets(std::string_view hex) {
    std::string out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        out += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    }
    return out;
}

std::string rewritten(std::string_view hex) {
    const auto input = octets(hex);
    const auto form = DerForm::of(input);
    return form ? to_hex(form->octets()) : std::string(name(form.error().code));
}

TEST(Ber, leaves_der_where_it_is) {
    const auto input = octets("30060201050401ff");
    const auto form = DerForm::of(input);
    ASSERT_TRUE(form);
    EXPECT_EQ(form->octets().data(), input.data());
}

TEST(Ber, makes_lengths_definite_and_short) {
    EXPECT_EQ(rewritten("30800201050000"), "3003020105");
    EXPECT_EQ(rewritten("3080308002010500000000"), "30053003020105");
    EXPECT_EQ(rewritten("30820003020105"), "3003020105");
    EXPECT_EQ(rewritten("30810302810105"), "malformed");
    EXPECT_EQ(rewritten("30810402810105"), "3003020105");
    EXPECT_EQ(rewritten("30800000"), "3000");
}

TEST(Ber, joins_octet_strings_in_pieces) {
    EXPECT_EQ(rewritten("2480040101040202030000"), "0403010203");
    EXPECT_EQ(rewritten("24060401010401ff"), "040201ff");
    EXPECT_EQ(rewritten("2480248004010100000401020000"), "04020102");
    EXPECT_EQ(rewritten("24800000"), "0400");
    EXPECT_EQ(rewritten("3080248004010100000201050000"), "3006040101020105");
}

TEST(Ber, writes_long_lengths) {
    const auto input = octets("3080") + std::string("\x24\x80\x04\x82\x01\x00", 6) + std::string(256, 'x') +
                       std::string("\x04\x01y\0\0\0\0", 7);
    const auto form = DerForm::of(input);
    ASSERT_TRUE(form);
    EXPECT_EQ(to_hex(form->octets().substr(0, 8)), "3082010504820101");
    EXPECT_EQ(form->octets().size(), 4U + 4U + 257U);
}

TEST(Ber, refuses_what_is_not_ber) {
    for (const auto* hex : {"", "30", "3001", "0480", "3080", "308000", "3f00", "30ffffffffffffffffff",
                            "24800201050000", "240302", "3089010000000000000000", "30880000000000000001", "020105ff"}) {
        EXPECT_EQ(rewritten(hex), "malformed") << hex;
    }
}

TEST(Ber, bounds_nesting_and_the_number_of_elements) {
    std::string deep;
    for (int i = 0; i < 49; ++i) {
        deep += "3080";
    }
    EXPECT_EQ(rewritten(deep), "limit-exceeded");
    const auto many = octets(
        "3008300030003000"
        "3000");
    EXPECT_TRUE(DerForm::of(many, {48, 5}));
    EXPECT_EQ(DerForm::of(many, {48, 4}).error().code, Errc::limit_exceeded);
}

// The message as a streaming writer frames it: every constructed element indefinite, the content in pieces.
std::string streamed(std::string_view der) {
    std::string out;
    crypto::der::Reader elements(der);
    while (!elements.at_end()) {
        const auto element = *elements.next("an element");
        if ((element.tag & 0x20U) != 0) {
            out += std::string(1, static_cast<char>(element.tag)) + '\x80' + streamed(element.content) +
                   std::string(2, '\0');
        } else if (element.tag == crypto::der::tag::octet_string && element.content.size() > 4) {
            out += "\x24\x80" + crypto::der::octet_string(element.content.substr(0, 3)) +
                   crypto::der::octet_string(element.content.substr(3)) + std::string(2, '\0');
        } else {
            out += element.whole;
        }
    }
    return out;
}

TEST(Ber, of_a_signed_message_is_verified_like_its_der) {
    const auto& pki = testing::CmsPki::of(crypto::KeyAlgorithm::ecdsa_p256);
    const auto message = *sign_cms("Шарт № 7", pki.identity("АСАН"), testing::options_at(on(2026)));
    const auto stamped = testing::stamped(message, pki.stamping, on(2026));
    const auto ber = streamed(stamped);
    EXPECT_EQ(DerForm::of(ber)->octets(), stamped);
    const auto verified = verify_cms(ber, std::nullopt, testing::policy_of(pki.trust));
    ASSERT_TRUE(verified);
    EXPECT_TRUE(verified->valid());
    EXPECT_EQ(verified->content, "Шарт № 7");
    EXPECT_TRUE(verified->signers[0].stamp);

    const auto added = add_cms_signer(ber, std::nullopt, pki.identity("БОЛАТ"), testing::options_at(on(2026)));
    const auto both = verify_cms(*added, std::nullopt, testing::policy_of(pki.trust));
    EXPECT_TRUE(both->valid());
    EXPECT_TRUE(both->signers[0].stamp);
}

}  // namespace
}  // namespace otkel::trust
