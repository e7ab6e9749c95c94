#include <gtest/gtest.h>

#include <functional>
#include <tuple>

#include "tests/unit/signing/signing_fixture.hpp"

// Signature wrapping: a validly signed message rearranged so that the signature still verifies for a reader who looks
// elsewhere than the verifier. The classes follow McIntosh and Austel, "XML Signature Element Wrapping Attacks" (2005).

namespace otkel::signing {
namespace {

constexpr std::string_view evil = "<p:Ask xmlns:p=\"urn:example:ask\"><sum>1000000</sum></p:Ask>";

struct Parts {
    explicit Parts(const std::string& raw)
        : body(part_of(raw, "<soap:Body", "</soap:Body>")),
          id(part_of(body, "wsu:Id=\"", "\"")),
          security(part_of(raw, "<wsse:Security ", "</wsse:Security>")),
          signature(part_of(raw, "<ds:Signature", "</ds:Signature>")),
          moved_signature(replaced(signature, "<ds:Signature ",
                                   "<ds:Signature " + part_of(security, "xmlns:wsse=\"", "\"") + " ")) {}

    [[nodiscard]] std::string plain_id() const { return id.substr(8, id.size() - 9); }

    std::string body, id, security, signature;
    std::string moved_signature;  // with the declaration that it loses outside of its header
};

std::string evil_body(std::string_view attributes = {}) {
    return "<soap:Body " + std::string(attributes) + ">" + std::string(evil) + "</soap:Body>";
}
std::string with_wsu(std::string_view id) {
    return "xmlns:wsu=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd\" " +
           std::string(id);
}

using Attack = std::function<std::string(const std::string& raw, const Parts& parts)>;
struct Case {
    const char* name;
    Attack attack;
};
void PrintTo(const Case& shown, std::ostream* out) { *out << shown.name; }

const std::vector<Case> cases{
    {"body_moved_into_a_header",
     [](const auto& raw, const auto& p) {
         return replaced(replaced(raw, p.body, evil_body()), "</soap:Header>",
                         "<w:wrapper xmlns:w=\"urn:w\">" + p.body + "</w:wrapper></soap:Header>");
     }},
    {"body_moved_into_the_security_header",
     [](const auto& raw, const auto& p) {
         return replaced(replaced(raw, p.body, evil_body()), "</wsse:Security>", p.body + "</wsse:Security>");
     }},
    {"body_doubled", [](const auto& raw, const auto& p) { return replaced(raw, p.body, p.body + p.body); }},
    {"evil_body_before_the_signed_one",
     [](const auto& raw, const auto& p) { return replaced(raw, p.body, evil_body() + p.body); }},
    {"evil_body_after_the_signed_one",
     [](const auto& raw, const auto& p) { return replaced(raw, p.body, p.body + evil_body()); }},
    {"evil_body_before_the_header",
     [](const auto& raw, const auto&) { return replaced(raw, "<soap:Header>", evil_body() + "<soap:Header>"); }},
    {"body_in_ds_object",
     [](const auto& raw, const auto& p) {
         return replaced(replaced(raw, p.body, evil_body()), "</ds:Signature>",
                         "<ds:Object>" + p.body + "</ds:Object></ds:Signature>");
     }},
    {"body_in_key_info",
     [](const auto& raw, const auto& p) {
         return replaced(replaced(raw, p.body, evil_body()), "</ds:KeyInfo>", p.body + "</ds:KeyInfo>");
     }},
    {"body_inside_the_evil_body",
     [](const auto& raw, const auto& p) {
         return replaced(raw, p.body, "<soap:Body>" + std::string(evil) + p.body + "</soap:Body>");
     }},
    {"body_in_a_wrapper_inside_the_evil_body_with_the_same_id",
     [](const auto& raw, const auto& p) {
         return replaced(
             raw, p.body,
             "<soap:Body " + with_wsu(p.id) + ">" + std::string(evil) + "<w>" + p.body + "</w></soap:Body>");
     }},
    {"body_in_a_nested_envelope",
     [](const auto& raw, const auto& p) {
         return replaced(replaced(raw, p.body, evil_body()), "</soap:Header>",
                         "<soap:Envelope><soap:Header></soap:Header>" + p.body + "</soap:Envelope></soap:Header>");
     }},
    {"whole_envelope_inside_the_evil_body",
     [](const auto& raw, const auto& p) {
         return replaced(replaced(raw, p.body, "<soap:Body>" + raw + std::string(evil) + "</soap:Body>"), p.security,
                         p.security);
     }},
    {"whole_envelope_below_another_root",
     [](const auto& raw, const auto&) { return "<w xmlns=\"urn:w\">" + raw + "</w>"; }},
    {"envelope_in_an_envelope_header",
     [](const auto& raw, const auto&) {
         return "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Header>" + raw +
                "</soap:Header>" + evil_body() + "</soap:Envelope>";
     }},
    {"same_id_on_the_evil_body",
     [](const auto& raw, const auto& p) {
         return replaced(replaced(raw, p.body, evil_body(with_wsu(p.id))), "</soap:Header>",
                         "<w>" + p.body + "</w></soap:Header>");
     }},
    {"same_id_on_a_header",
     [](const auto& raw, const auto& p) {
         return replaced(raw, "</soap:Header>", "<w " + with_wsu(p.id) + "></w></soap:Header>");
     }},
    {"same_id_in_xml_id",
     [](const auto& raw, const auto& p) {
         return replaced(raw, "</soap:Header>", "<w xml:" + replaced(p.id, "wsu:Id", "id") + "></w></soap:Header>");
     }},
    {"same_id_in_upper_case",
     [](const auto& raw, const auto& p) {
         return replaced(raw, "</soap:Header>", "<w " + replaced(p.id, "wsu:Id", "ID") + "></w></soap:Header>");
     }},
    {"same_id_on_the_signature",
     [](const auto& raw, const auto& p) {
         return replaced(raw, "<ds:Signature ", "<ds:Signature " + replaced(p.id, "wsu:Id", "Id") + " ");
     }},
    {"plain_id_instead_of_wsu",
     [](const auto& raw, const auto& p) { return replaced(raw, " " + p.id, " " + replaced(p.id, "wsu:Id", "Id")); }},
    {"wsu_prefix_bound_to_something_else",
     [](const auto& raw, const auto& p) { return replaced(raw, p.body, evil_body("xmlns:wsu=\"urn:else\" " + p.id)); }},
    {"soap_prefix_bound_to_something_else",
     [](const auto& raw, const auto& p) {
         return replaced(raw, p.body,
                         evil_body() + replaced(p.body, "http://schemas.xmlsoap.org/soap/envelope/", "urn:else"));
     }},
    {"body_under_another_prefix",
     [](const auto& raw, const auto& p) {
         return replaced(raw, p.body,
                         p.body + "<x:Body xmlns:x=\"http://schemas.xmlsoap.org/soap/envelope/\">" + std::string(evil) +
                             "</x:Body>");
     }},
    {"body_of_soap_1_2",
     [](const auto& raw, const auto& p) {
         return replaced(
             raw, p.body,
             p.body + "<x:Body xmlns:x=\"http://www.w3.org/2003/05/soap-envelope\">" + std::string(evil) + "</x:Body>");
     }},
    {"sibling_after_the_body",
     [](const auto& raw, const auto& p) { return replaced(raw, p.body, p.body + std::string(evil)); }},
    {"text_beside_the_body", [](const auto& raw, const auto& p) { return replaced(raw, p.body, "text" + p.body); }},
    {"two_headers",
     [](const auto& raw, const auto&) {
         return replaced(raw, "<soap:Header>", "<soap:Header></soap:Header><soap:Header>");
     }},
    {"two_security_headers",
     [](const auto& raw, const auto& p) { return replaced(raw, p.security, p.security + p.security); }},
    {"second_security_header_without_signature",
     [](const auto& raw, const auto& p) {
         return replaced(raw, p.security, p.security + replaced(p.security, p.signature, ""));
     }},
    {"security_inside_another_header",
     [](const auto& raw, const auto& p) { return replaced(raw, p.security, "<w>" + p.security + "</w>"); }},
    {"two_signatures",
     [](const auto& raw, const auto& p) { return replaced(raw, p.signature, p.signature + p.signature); }},
    {"second_signature_in_another_header",
     [](const auto& raw, const auto& p) {
         return replaced(raw, "</soap:Header>", "<w>" + p.moved_signature + "</w></soap:Header>");
     }},
    {"signature_directly_in_the_header",
     [](const auto& raw, const auto& p) { return replaced(raw, p.security, p.moved_signature); }},
    {"signature_inside_the_body",
     [](const auto& raw, const auto& p) {
         return replaced(replaced(raw, p.signature, ""), p.body,
                         "<soap:Body>" + p.moved_signature + p.body + "</soap:Body>");
     }},
    {"evil_content_in_the_signed_body",
     [](const auto& raw, const auto&) { return replaced(raw, "</soap:Body>", std::string(evil) + "</soap:Body>"); }},
    {"reference_without_uri",
     [](const auto& raw, const auto& p) { return replaced(raw, "URI=\"#" + p.plain_id(), "Id=\"" + p.plain_id()); }},
    {"reference_to_the_whole_document",
     [](const auto& raw, const auto& p) { return replaced(raw, "URI=\"#" + p.plain_id(), "URI=\""); }},
    {"reference_by_xpointer",
     [](const auto& raw, const auto& p) {
         const auto id = p.plain_id();
         return replaced(raw, "URI=\"#" + id + "\"", "URI=\"#xpointer(id('" + id + "'))\"");
     }},
};

class Wrapping : public EveryKeyTest, public ::testing::WithParamInterface<std::tuple<KeyKind, Case>> {
protected:
    Wrapping() { sign_with(std::get<KeyKind>(GetParam())); }
};

INSTANTIATE_TEST_SUITE_P(Envelope, Wrapping, ::testing::Combine(every_key(), ::testing::ValuesIn(cases)),
                         [](const auto& parameter) {
                             return std::string(std::get<KeyKind>(parameter.param).name) + "_" +
                                    std::get<Case>(parameter.param).name;
                         });

TEST_P(Wrapping, is_refused) {
    const auto raw = envelope();
    ASSERT_TRUE(verify(raw));
    const auto attacked = std::get<Case>(GetParam()).attack(raw, Parts(raw));
    ASSERT_NE(attacked, raw);
    const auto code = refusal(attacked);
    EXPECT_TRUE(code == Errc::malformed || code == Errc::forbidden_construct || code == Errc::not_signed ||
                code == Errc::signature_invalid)
        << name(code);
    // Refused for what it is, not because the attack is no XML.
    EXPECT_NE(failed_step(), "limits") << report_.error->to_string() << "\n" << attacked;
    EXPECT_NE(failed_step(), "none");
}

class EnvelopedWrapping : public EveryKeyTest, public ::testing::WithParamInterface<KeyKind> {
protected:
    EnvelopedWrapping() { sign_with(GetParam()); }
    void SetUp() override {
        raw_ = *sign_enveloped("<a xmlns=\"urn:a\"><b>1</b></a>", *signer_);
        signature_ = part_of(raw_, "<ds:Signature", "</ds:Signature>");
    }
    [[nodiscard]] Errc refused(std::string_view raw) { return refusal(raw, Profile::enveloped); }
    std::string raw_, signature_;
};

INSTANTIATE_TEST_SUITE_P(EveryKey, EnvelopedWrapping, every_key(),
                         [](const auto& parameter) { return std::string(parameter.param.name); });

TEST_P(EnvelopedWrapping, is_refused_with_the_original_below_another_root) {
    EXPECT_EQ(refused("<a xmlns=\"urn:a\"><b>2</b>" + raw_ + "</a>"), Errc::not_signed);
    EXPECT_EQ(refused("<a xmlns=\"urn:a\"><b>2</b>" + signature_ + raw_ + "</a>"), Errc::forbidden_construct);
}

TEST_P(EnvelopedWrapping, is_refused_with_the_signature_elsewhere) {
    EXPECT_EQ(refused(replaced(replaced(raw_, signature_, ""), "<b>1</b>", "<b>1" + signature_ + "</b>")),
              Errc::not_signed);
    EXPECT_EQ(refused(replaced(raw_, signature_, signature_ + signature_)), Errc::forbidden_construct);
    EXPECT_EQ(refused(replaced(raw_, "1</b>", "1" + signature_ + "</b>")), Errc::forbidden_construct);
    EXPECT_EQ(refused(signature_), Errc::not_signed);
}

TEST_P(EnvelopedWrapping, is_refused_with_content_added) {
    EXPECT_EQ(refused(replaced(raw_, "<b>1</b>", "<b>1</b><b>2</b>")), Errc::signature_invalid);
    EXPECT_EQ(failed_step(), "references");
    EXPECT_EQ(refused(replaced(raw_, "</ds:Signature>", "</ds:Signature><b>2</b>")), Errc::signature_invalid);
    EXPECT_EQ(refused(replaced(raw_, "</ds:KeyInfo>", "</ds:KeyInfo><ds:Object><b>2</b></ds:Object>")),
              Errc::forbidden_construct);
}

TEST_P(EnvelopedWrapping, lets_the_signature_stand_anywhere_among_the_children_of_the_root) {
    const auto moved = replaced(replaced(raw_, signature_, ""), "<b>1</b>", signature_ + "<b>1</b>");
    EXPECT_TRUE(verify(moved, Profile::enveloped));
}

}  // namespace
}  // namespace otkel::signing
