#include "gateway/soap/envelope.hpp"

#include <gtest/gtest.h>

#include <string>

#include "gateway/xml/document.hpp"
#include "tests/support/sealed.hpp"

namespace otkel::soap {
namespace {

xml::Tree body(const std::string& content) {
    return xml::Tree::parse(
               tests::sealed("<s:Body xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\">" + content + "</s:Body>",
                             4),
               {})
        .value();
}

Errc code_of(const xml::Tree& tree) {
    const auto content = content_of_body(tree);
    EXPECT_FALSE(content);
    return content ? Errc::internal : content.error().code;
}

TEST(SoapBody, gives_its_only_element) {
    const auto tree = body("\n <!-- x --> <a xmlns=\"urn:a\">1</a>\n");
    EXPECT_TRUE(content_of_body(tree).value().is("urn:a", "a"));
}

TEST(SoapBody, refuses_nothing_two_elements_and_text) {
    EXPECT_EQ(code_of(body("")), Errc::malformed);
    EXPECT_EQ(code_of(body(" <!-- x -->\n")), Errc::malformed);
    EXPECT_EQ(code_of(body("<a></a><b></b>")), Errc::malformed);
    EXPECT_EQ(code_of(body("<a></a>text")), Errc::malformed);
    EXPECT_EQ(code_of(body("<![CDATA[text]]><a></a>")), Errc::malformed);
    const auto tree = body("\n<a></a>\n<b></b>");
    EXPECT_EQ(content_of_body(tree).error().place.to_string(), "line 6 /s:Body/b");
}

TEST(SoapBody, refuses_what_is_no_body_of_soap_1_1) {
    for (const char* text :
         {"<Body><a></a></Body>", "<s:Body xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><a></a></s:Body>",
          "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body></s:Body></s:Envelope>"}) {
        EXPECT_EQ(code_of(xml::Tree::parse(tests::sealed(text), {}).value()), Errc::malformed) << text;
    }
}

TEST(SoapFault, is_read_whatever_its_code_is) {
    const auto tree = body(
        "<s:Fault><faultcode> SCE004 </faultcode><faultstring xml:lang=\"kk\">Сервис<!-- x --> жоқ</faultstring>"
        "<detail><e xmlns=\"urn:e\"></e></detail></s:Fault>");
    const auto fault = fault_of(content_of_body(tree).value());
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->code, "SCE004");
    EXPECT_EQ(fault->string, "Сервис жоқ");
    EXPECT_TRUE(fault->detail->first_child()->is("urn:e", "e"));
}

TEST(SoapFault, may_be_poor_or_qualified) {
    const auto poor = body("<s:Fault></s:Fault>");
    const auto nothing = fault_of(content_of_body(poor).value());
    ASSERT_TRUE(nothing);
    EXPECT_EQ(nothing->code, "");
    EXPECT_FALSE(nothing->detail);
    const auto qualified =
        body("<s:Fault><s:faultcode>s:Server</s:faultcode><s:faultstring>x</s:faultstring></s:Fault>");
    EXPECT_EQ(fault_of(content_of_body(qualified).value())->code, "s:Server");
}

TEST(SoapFault, is_not_an_element_of_another_namespace) {
    const auto tree = body("<Fault><faultcode>x</faultcode></Fault>");
    EXPECT_FALSE(fault_of(content_of_body(tree).value()));
}

TEST(SoapFault, is_written_canonical_inside_an_envelope) {
    const auto fault = write_fault("soap:Server", "Қате < 1 & 2", "kk", "<e xmlns=\"urn:e\">1</e>");
    EXPECT_EQ(fault,
              "<soap:Fault xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><faultcode>soap:Server</faultcode>"
              "<faultstring xml:lang=\"kk\">Қате &lt; 1 &amp; 2</faultstring><detail><e xmlns=\"urn:e\">1</e></detail>"
              "</soap:Fault>");
    const auto envelope = write_envelope(fault);
    const auto document = xml::Document::parse(envelope, {}).value();
    EXPECT_EQ(xml::canonicalize(document, nullptr, xml::Canonicalization::exclusive).value(), envelope);
}

TEST(SoapFault, comes_back_as_it_was_written) {
    const auto tree = body(write_fault("SCE006", "  Подпись\r\n ", "", ""));
    const auto fault = fault_of(content_of_body(tree).value());
    EXPECT_EQ(fault->code, "SCE006");
    EXPECT_EQ(fault->string, "Подпись");
    EXPECT_FALSE(fault->detail);
    EXPECT_EQ(write_fault("a", "b", "", "").find("lang"), std::string::npos);
}

TEST(SoapEnvelope, goes_round_canonical_octets) {
    EXPECT_EQ(write_envelope("<a></a>"),
              "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body><a></a>"
              "</soapenv:Body></soapenv:Envelope>");
}

}  // namespace
}  // namespace otkel::soap
