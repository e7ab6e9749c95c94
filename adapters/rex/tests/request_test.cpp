#include "adapters/rex/request.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "adapters/rex/package.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/crypto/digest.hpp"

namespace otkel::adapters::rex {
namespace {

namespace json = boost::json;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

json::object good() {
    return json::parse(R"({
      "authority": {"country": "no", "name": "Tolletaten", "reference": "2026/117"},
      "exporter": {"rexNumber": "kzrex050640003525", "name": " Dala bal LLP ", "country": "KZ"},
      "invoice": {"number": "17", "date": "2026-01-15"},
      "statement": {"text": "The exporter …", "date": "2026-01-16"},
      "value": {"amount": "7200.00", "currency": "EUR"},
      "goods": [{"description": "honey", "hs": "0409.00"}],
      "reason": "random", "replyBy": "2026-07-01"
    })")
        .as_object();
}

std::vector<std::string> pointers(const Error& error) {
    std::vector<std::string> all;
    for (const auto& one : error.findings) {
        all.push_back(one.place.path);
    }
    return all;
}

TEST(Request, comes_back_in_canonical_form) {
    const auto request = check_request(good()).value();
    EXPECT_EQ(request.at("authority").at("country").as_string(), "NO");
    EXPECT_EQ(request.at("exporter").at("rexNumber").as_string(), "KZREX050640003525");
    EXPECT_EQ(request.at("exporter").at("name").as_string(), "Dala bal LLP");
    EXPECT_EQ(request.at("goods").at(0).at("hs").as_string(), "040900");
}

TEST(Request, tells_all_that_is_missing_at_once) {
    const auto refused = check_request(json::object{});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::invalid_argument);
    EXPECT_THAT(pointers(refused.error()),
                UnorderedElementsAre("/authority", "/exporter", "/invoice", "/statement", "/goods"));
    EXPECT_FALSE(check_request(json::array{}));
}

TEST(Request, tells_what_is_wrong_with_its_pointer) {
    const auto wrong = [](std::string_view part, std::string_view key, json::value value) {
        auto request = good();
        (part.empty() ? request : request[part].as_object())[key] = std::move(value);
        const auto refused = check_request(std::move(request));
        return refused ? std::vector<std::string>{} : pointers(refused.error());
    };
    EXPECT_THAT(wrong("authority", "country", "XX"), ElementsAre("/authority/country"));
    EXPECT_THAT(wrong("exporter", "rexNumber", "KZ123"), ElementsAre("/exporter/rexNumber"));
    EXPECT_THAT(wrong("exporter", "bin", "123456789012"), ElementsAre("/exporter/bin"));
    EXPECT_THAT(wrong("statement", "date", "2026-02-30"), ElementsAre("/statement/date"));
    EXPECT_THAT(wrong("value", "amount", "7,200"), ElementsAre("/value/amount"));
    EXPECT_THAT(wrong("value", "currency", "EURO"), ElementsAre("/value/currency"));
    EXPECT_THAT(wrong("", "goods", json::array{}), ElementsAre("/goods"));
    EXPECT_THAT(wrong("", "goods", json::array{1}), ElementsAre("/goods/0"));
    EXPECT_THAT(wrong("", "goods", json::array{json::object{{"description", "x"}, {"hs", "4x"}}}),
                ElementsAre("/goods/0/hs"));
    EXPECT_THAT(wrong("", "reason", "mood"), ElementsAre("/reason"));
    EXPECT_THAT(wrong("exporter", "name", "a\x01"), ElementsAre("/exporter/name"));
    EXPECT_THAT(wrong("exporter", "name", 5), ElementsAre("/exporter/name"));
    EXPECT_THAT(wrong("exporter", "name", "  "), ElementsAre("/exporter/name"));
}

json::object document(const std::string& kind, const std::string& content) {
    return {{"kind", kind},
            {"name", kind + ".pdf"},
            {"contentType", "application/pdf"},
            {"sha256", to_hex(crypto::digest(crypto::DigestAlgorithm::sha256, content))},
            {"content", to_base64(content)}};
}

TEST(Package, gives_the_octets_of_its_documents_and_keeps_their_digests) {
    const auto package =
        check_package(
            json::object{{"documents", json::array{document("application", "%PDF-1"), document("origin", "%PDF-2")}}},
            {})
            .value();
    ASSERT_EQ(package.papers.size(), 2U);
    EXPECT_EQ(package.papers[0].name, "application.pdf");
    EXPECT_EQ(package.papers[0].octets, "%PDF-1");
    const auto& kept = package.data.at("documents").at(1).as_object();
    EXPECT_EQ(kept.at("octets").to_number<int>(), 6);
    EXPECT_FALSE(kept.contains("content"));
}

TEST(Package, whose_content_is_not_what_its_digest_says_is_refused) {
    auto changed = document("application", "%PDF-1");
    changed["content"] = to_base64("%PDF-3");
    const auto refused = check_package(json::object{{"documents", json::array{changed}}}, {});
    ASSERT_FALSE(refused);
    EXPECT_THAT(pointers(refused.error()), ElementsAre("/documents/0/sha256"));
}

TEST(Package, is_read_under_limits) {
    PackageLimits limits;
    limits.document_octets_max = 5;
    EXPECT_THAT(
        pointers(check_package(json::object{{"documents", json::array{document("origin", "123456")}}}, limits).error()),
        ElementsAre("/documents/0/content"));
    limits = {};
    limits.documents_max = 1;
    const json::array two{document("origin", "1"), document("application", "2")};
    EXPECT_THAT(pointers(check_package(json::object{{"documents", two}}, limits).error()), ElementsAre("/documents"));
    EXPECT_FALSE(
        check_package(json::object{{"documents", json::array{document("origin", "1"), document("origin", "2")}}}, {}))
        << "two of one name";
    EXPECT_FALSE(check_package(json::object{{"documents", json::array{document("recipe", "1")}}}, {}));
    EXPECT_FALSE(check_package(json::object{{"documents", json::array{}}}, {}));
    auto empty = document("origin", "1");
    empty["content"] = "";
    EXPECT_FALSE(check_package(json::object{{"documents", json::array{empty}}}, {}));
}

}  // namespace
}  // namespace otkel::adapters::rex
