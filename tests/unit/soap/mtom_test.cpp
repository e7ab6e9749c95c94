#include "gateway/soap/mtom.hpp"

#include <gtest/gtest.h>

#include <string>

#include "gateway/base/bytes.hpp"
#include "gateway/soap/envelope.hpp"
#include "tests/support/texts.hpp"

namespace otkel::soap {
namespace {

using otkel::tests::replaced;

using namespace std::string_literals;
const std::string scan_octets = "%PDF-1.7\r\n\0\x80\xff--\r\n--not the boundary\r\n"s;
constexpr std::string_view type =
    R"(multipart/related; type="application/xop+xml"; start="<root@a>"; start-info="text/xml"; boundary="b-1")";

std::string envelope(const std::string& first, const std::string& second = "eA==") {
    return "<s:Envelope xmlns:s=\"" + std::string(envelope_namespace) + "\"><s:Body><a xmlns=\"urn:a\"><Scan>" + first +
           "</Scan><Other>" + second +
           "</Other></a></s:Body>"
           "</s:Envelope>";
}

std::string include(const std::string& id) {
    return R"(<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:)" + id + R"("/>)";
}

std::string root_part(const std::string& envelope_octets) {
    return "--b-1\r\nContent-Type: application/xop+xml; charset=UTF-8; type=\"text/xml\"\r\n"
           "Content-Transfer-Encoding: binary\r\nContent-ID: <root@a>\r\n\r\n" +
           envelope_octets + "\r\n";
}

std::string attachment(const std::string& id, const std::string& octets = scan_octets) {
    return "--b-1\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <" + id +
           ">\r\n\r\n" + octets + "\r\n";
}

std::string good_body() { return root_part(envelope(include("1@a"))) + attachment("1@a") + "--b-1--\r\n"; }
std::string whole() { return envelope(to_base64(scan_octets)); }

Result<std::string> unpacked(const std::string& body, std::string_view content_type = type, MtomLimits limits = {}) {
    return unpack(content_type, body, limits);
}

void expect_whole(const Result<std::string>& read) {
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_EQ(*read, whole());
}

void expect_refused(const std::string& body, std::string_view named, std::string_view content_type = type) {
    const auto read = unpacked(body, content_type);
    ASSERT_FALSE(read) << named;
    EXPECT_EQ(read.error().code, Errc::malformed) << read.error().to_string();
    EXPECT_NE(read.error().detail.find(named), std::string::npos) << read.error().detail;
}

void expect_too_much(const std::string& body, const MtomLimits& limits, std::string_view named) {
    const auto read = unpacked(body, type, limits);
    ASSERT_FALSE(read) << named;
    EXPECT_EQ(read.error().code, Errc::limit_exceeded) << read.error().to_string();
    EXPECT_NE(read.error().detail.find(named), std::string::npos) << read.error().detail;
}

TEST(MtomUnpacking, gives_the_envelope_with_its_attachments_as_base64) { expect_whole(unpacked(good_body())); }

TEST(MtomUnpacking, several_attachments_stand_in_any_order) {
    const auto body =
        root_part(envelope(include("1@a"), include("2@a"))) + attachment("2@a", "x") + attachment("1@a") + "--b-1--";
    expect_whole(unpacked(body));
}

TEST(MtomUnpacking, an_attachment_may_have_no_octets) {
    const auto read = unpacked(root_part(envelope(include("1@a"))) + attachment("1@a", "") + "--b-1--");
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_EQ(*read, envelope(""));
}

TEST(MtomUnpacking, an_envelope_may_come_without_attachments) {
    const auto read = unpacked(root_part(envelope("1")) + "--b-1--");
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_EQ(*read, envelope("1"));
}

TEST(MtomUnpacking, the_content_type_may_be_written_in_many_ways) {
    for (const auto* const other :
         {R"(Multipart/RELATED;TYPE=application/xop+xml;boundary=b-1)",
          R"(multipart/related; boundary=b-1; type="application/XOP+xml"; start=root@a)",
          R"(multipart/related; type="application/xop+xml"; start="<root@a>"; start-info="text/xml; charset=utf-8"; )"
          R"(boundary="b-1"; action="urn:x;y")",
          R"(multipart/related; start-info="application/xml"; type="application/xop+xml"; boundary="\b-1";)"}) {
        expect_whole(unpacked(good_body(), other));
    }
}

TEST(MtomUnpacking, every_boundary_of_the_rfc_is_understood) {
    for (const std::string boundary :
         {"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'()+_,-.", "a b/:=?", "----=_Part_1", "b"}) {
        auto body = good_body();
        for (auto at = body.find("b-1"); at != std::string::npos; at = body.find("b-1", at + boundary.size())) {
            body.replace(at, 3, boundary);
        }
        expect_whole(unpacked(body, R"(multipart/related; type="application/xop+xml"; boundary=")" + boundary + "\""));
    }
}

TEST(MtomUnpacking, preamble_epilogue_and_blanks_after_a_boundary_do_not_count) {
    auto body = "preamble --b-1\r\n-- b-1\r\n" + good_body() + "--b-1\r\nepilogue\r\n--b-1--";
    expect_whole(unpacked(replaced(std::move(body), "\r\n--b-1\r\nContent-Type: application/pdf",
                                   "\r\n--b-1 \t\r\nContent-Type: application/pdf")));
    expect_whole(unpacked("\r\n" + good_body()));
    expect_whole(unpacked(replaced(good_body(), "--b-1--\r\n", "--b-1-- \t")));
}

TEST(MtomUnpacking, header_fields_may_be_folded_and_in_any_letters) {
    auto body = replaced(good_body(), "Content-Type: application/xop+xml; charset=UTF-8;",
                         "CONTENT-type:application/xop+xml;\r\n\tcharset=utf-8;\r\n ");
    body = replaced(std::move(body), "Content-ID: <1@a>", "X-Name: кесте\r\n  and more\r\ncontent-id:\r\n <1@a> ");
    expect_whole(unpacked(replaced(std::move(body), "Encoding: binary", "Encoding: Binary")));
}

TEST(MtomUnpacking, the_envelope_need_not_be_the_first_part_when_the_start_names_it) {
    expect_whole(unpacked(attachment("1@a") + root_part(envelope(include("1@a"))) + "--b-1--"));
}

TEST(MtomUnpacking, parts_may_have_any_of_the_transfer_encodings) {
    auto coded = to_base64(scan_octets);
    coded.insert(40, "\r\n");
    const auto with = [](const std::string& encoding, const std::string& octets) {
        return root_part(envelope(include("1@a"))) +
               replaced(attachment("1@a", octets), "Content-Transfer-Encoding: binary\r\n", encoding) + "--b-1--";
    };
    expect_whole(unpacked(with("Content-Transfer-Encoding: BASE64\r\n", coded)));
    expect_whole(unpacked(with("Content-Transfer-Encoding: 8bit\r\n", scan_octets)));
    expect_whole(unpacked(with("Content-Transfer-Encoding: 7bit\r\n", scan_octets)));
    expect_whole(unpacked(with("", scan_octets)));
    expect_refused(with("Content-Transfer-Encoding: base64\r\n", "?"), "part 2 of the message is not the base64");
    expect_refused(with("Content-Transfer-Encoding: quoted-printable\r\n", "="), "\"quoted-printable\"");
}

TEST(MtomUnpacking, a_reference_is_a_url_and_its_name_written_as_one) {
    const auto with = [](const std::string& id, const std::string& reference) {
        return unpacked(root_part(replaced(envelope(include("1@a")), "cid:1@a", reference)) + attachment(id) +
                        "--b-1--");
    };
    expect_whole(with("http://tempuri.org/1/a+b%", "cid:http%3A%2F%2ftempuri.org%2F1%2Fa+b%25"));
    expect_whole(with("a&b@c", "CID:a%26b@c"));
    EXPECT_FALSE(with("a&b@c", "cid:a&amp;b@c")) << "readers of URLs differ about it";
    EXPECT_FALSE(with("1@a", "cid:1@A")) << "case counts";
    for (const auto* const odd : {"1@a", "http://a/1@a", "cid:", "cid:1%4", "cid:%zz", "cid: 1@a", "#1@a"}) {
        EXPECT_FALSE(with("1@a", odd)) << odd;
    }
}

TEST(MtomUnpacking, an_include_is_found_by_its_namespace_and_a_closing_tag_is_as_good_as_none) {
    const auto with = [](const std::string& element) {
        return root_part(envelope(element)) + attachment("1@a") + "--b-1--";
    };
    const std::string space(xop_namespace);
    expect_whole(unpacked(with("<Include xmlns='" + space + "' href='cid:1@a' />")));
    expect_whole(unpacked(with("<i:Include href='cid:1@a' xmlns:i='" + space + "'></i:Include >")));
    expect_refused(with("<Include href='cid:1@a'/>"), "no xop:Include refers");
    expect_refused(with("&lt;xop:Include/>"), "no xop:Include refers");
    expect_refused(with("<xop:Include href='cid:1@a'/>"), "no xop:Include refers");
}

TEST(MtomUnpacking, an_include_says_href_and_nothing_else) {
    const auto refused = [](const std::string& element, std::string_view named) {
        expect_refused(root_part(envelope(element)) + attachment("1@a") + "--b-1--", named);
    };
    refused(include("1@a") + " ", "stand alone");
    refused("x" + include("1@a"), "stand alone");
    refused("<!-- -->" + include("1@a"), "stand alone");
    refused(include("1@a") + include("1@a"), "stand alone");
    refused(replaced(include("1@a"), "/>", "> </xop:Include>"), "not empty");
    refused(replaced(include("1@a"), "/>", ">" + include("1@a") + "</xop:Include>"), "not empty");
    refused(replaced(include("1@a"), "/>", " id='1'/>"), "other attributes");
    refused(replaced(include("1@a"), " href", " xop:href"), "other attributes");
    refused(replaced(include("1@a"), " href=\"cid:1@a\"", ""), "other attributes");
    refused(include("1@a&#98;"), "refers to");
}

TEST(MtomUnpacking, every_attachment_is_used_once) {
    const auto with = [](const std::string& first, const std::string& second, const std::string& parts) {
        return root_part(envelope(first, second)) + parts + "--b-1--";
    };
    expect_refused(with(include("2@a"), "", attachment("1@a")), "the Content-ID \"2@a\", which no attachment has");
    expect_refused(with(include("root@a"), "", ""), "\"root@a\"");
    expect_refused(with(include("1@a"), include("1@a"), attachment("1@a")), "two xop:Include");
    expect_refused(with("", "", attachment("1@a")), "no xop:Include refers to the attachment \"1@a\"");
    expect_refused(with(include("1@a"), "", attachment("1@a") + attachment("1@a")), "two parts of the message");
    expect_refused(with(include("1@a"), "", attachment("root@a")), "two parts of the message");
    expect_refused(with(include("1@a"), "", replaced(attachment("1@a"), "Content-ID", "X-ID")),
                   "part 2 of the message");
}

TEST(MtomUnpacking, a_body_that_readers_could_take_apart_differently_is_refused) {
    const auto cut = [](const std::string& from, const std::string& to, std::string_view named) {
        expect_refused(replaced(good_body(), from, to), named);
    };
    cut("--b-1--\r\n", "", "closing boundary");
    cut("--b-1--", "--b-1-", "goes on after it");
    cut("--b-1--", "--b-1--x", "goes on after it");
    cut("\r\n--b-1\r\nContent-Type: application/pdf", "\r\n--b-12\r\nContent-Type: application/pdf",
        "goes on after it");
    cut("\r\n--b-1\r\nContent-Type: application/pdf", "\r\n--b-1\r\n--b-1\r\nContent-Type: application/pdf",
        "is empty");
    cut("<1@a>\r\n\r\n", "<1@a>\r\n", "part 2 of the message has");
    cut("<1@a>\r\n\r\n", "<1@a>\n\n", "part 2 of the message has");
    cut("Content-ID: <1@a>", "Content-ID : <1@a>", "no field");
    cut("Content-ID: <1@a>", "Content-ID <1@a>", "no field");
    cut("Content-ID: <1@a>", "Content-ID: <1@a>\r\nContent-Id: <1@a>", "twice");
    cut("Content-ID: <1@a>", "Content-ID: <1 @a>", "a Content-ID that is none");
    cut("Content-ID: <1@a>", "Content-ID: <>", "a Content-ID that is none");
    cut("Content-ID: <1@a>", std::string("Content-ID: <1@a>\0", 18), "control character");
    cut("Content-Type: application/pdf", " Content-Type: application/pdf", "begins with white space");
    cut("application/pdf", "Multipart/mixed; boundary=c", "made of parts");
    expect_refused("", "boundary");
    expect_refused("--b-1", "ends in the line of a boundary");
    expect_refused("--b-1--", "no parts");
    expect_refused("--b-1\r\n\r\n--b-1--", "is empty");
    expect_refused("--b-1\n" + good_body().substr(7), "goes on after it");
}

TEST(MtomUnpacking, a_content_type_that_does_not_say_all_is_refused) {
    const auto refused = [](const std::string& from, const std::string& to, std::string_view named) {
        expect_refused(good_body(), named, replaced(std::string(type), from, to));
    };
    refused("multipart/related", "multipart/mixed", "multipart/related was expected");
    refused("application/xop+xml", "text/xml", "not \"text/xml\"");
    refused(" type=\"application/xop+xml\";", "", "needs type");
    refused("text/xml", "application/soap+xml", "SOAP 1.1");
    refused("; boundary=\"b-1\"", "", "names no boundary");
    refused("b-1", "", "names no boundary");
    refused("b-1", "b ", "names no boundary");
    refused("b-1", "b*", "names no boundary");
    refused("b-1", std::string(71, 'b'), "names no boundary");
    refused("b-1", "b-2", "begins no line");
    refused("boundary", "start=\"<1@a>\"; boundary", "twice");
    refused("<root@a>", "<root@b>", "\"root@b\"");
    refused("<root@a>", "", "no part has the Content-ID");
    refused("<root@a>", "<1@a>", "the part with the envelope has the Content-Type \"application/pdf\"");
}

TEST(MtomUnpacking, the_part_with_the_envelope_says_what_it_is) {
    const auto refused = [](const std::string& from, const std::string& to, std::string_view named) {
        expect_refused(replaced(good_body(), from, to), named);
    };
    refused("application/xop+xml", "text/xml", "application/xop+xml; charset=UTF-8");
    refused("Content-Type: application/xop+xml; charset=UTF-8; type=\"text/xml\"\r\n", "", "application/xop+xml");
    refused("charset=UTF-8", "charset=utf-16", "\"utf-16\"");
    refused("type=\"text/xml\"", "type=\"application/soap+xml\"", "SOAP 1.1");
}

TEST(MtomUnpacking, limits_are_kept) {
    const std::string large(3000, 'x');
    const auto size = envelope(to_base64(large)).size();
    const auto body = root_part(envelope(include("1@a"))) + attachment("1@a", large) + "--b-1--";
    MtomLimits limits;
    limits.multipart = {2, large.size(), 140};
    limits.xml.octets = size;
    EXPECT_TRUE(unpacked(body, type, limits));
    auto less = limits;
    less.multipart.parts_max = 1;
    expect_too_much(body, less, "more than 1 parts");
    less = limits;
    less.multipart.header_octets_max = 40;
    expect_too_much(body, less, "part 1 of the message has more than 40 octets in its header");
    less = limits;
    less.multipart.part_octets_max = large.size() - 1;
    expect_too_much(body, less, "part 2 of the message has more than 2999 octets");
    less = limits;
    less.xml.octets = size - 1;
    expect_too_much(body, less, "the envelope has " + std::to_string(size) + " octets with its attachments");
}

TEST(MtomUnpacking, what_is_never_read_is_not_read_here_either) {
    const auto read = unpacked(replaced(good_body(), "<s:Envelope", "<!DOCTYPE a [<!ENTITY b 'c'>]><s:Envelope"));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, Errc::forbidden_construct);
    EXPECT_FALSE(unpacked(replaced(good_body(), "</s:Body>", "</s:Bod>")));
}

TEST(MtomUnpacking, names_from_outside_are_told_cut_and_only_when_they_can_be_printed) {
    EXPECT_EQ(told_name("a@b"), "\"a@b\"");
    EXPECT_EQ(told_name(std::string(100, 'a')), "\"" + std::string(80, 'a') + "…\"");
    EXPECT_EQ(told_name("\x1b[31m").find('\x1b'), std::string::npos);
    EXPECT_EQ(told_name("қ").find("қ"), std::string::npos);
}

}  // namespace
}  // namespace otkel::soap
