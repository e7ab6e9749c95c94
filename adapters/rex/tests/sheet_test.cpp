#include "adapters/rex/sheet.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace otkel::adapters::rex {
namespace {

namespace json = boost::json;

constexpr const char* norwegian =
    "The exporter {exporter} of the products covered by this document declares that, except where otherwise clearly "
    "indicated, these products are of {origin} preferential origin according to the rules of origin of the Generalized "
    "System of Preferences of Norway and that the origin criterion met is {criterion}";

json::object clean() {
    return json::parse(R"({
      "request": {
        "authority": {"country": "NO", "name": "Tolletaten", "reference": "2026/117"},
        "exporter": {"rexNumber": "KZREX050640003525", "name": "ТОО \"Дала бал\"", "address": "Almaty, Abai 10",
                     "country": "KZ", "bin": "050640003525"},
        "invoice": {"number": "17", "date": "2026-01-15"},
        "statement": {"date": "2026-01-16", "text": ""},
        "value": {"amount": "7200.00", "currency": "EUR"},
        "goods": [{"description": "natural honey", "hs": "040900"}]
      },
      "application": {
        "rexNumber": "KZREX050640003525", "registeredOn": "2023-05-02",
        "exporter": {"name": "ТОО «Дала бал»", "address": "Almaty, Abai 10", "country": "KZ", "bin": "050640003525"},
        "goods": [{"hs": "0409"}, {"hs": "1704"}]
      },
      "registry": [{"status": "valid", "number": "KZREX050640003525", "name": "ТОО «Дала бал»",
                    "address": "Almaty, Abai 10", "country": "KZ", "validFrom": "2023-05-02"}]
    })")
        .as_object();
}

json::object with_statement(json::object facts) {
    facts["request"].as_object()["statement"].as_object()["text"] =
        "The exporter LLP Dala bal (KZREX050640003525) of the products covered by this document declares that, except "
        "where otherwise clearly indicated, these products are of Kazakhstan preferential origin according to the "
        "rules "
        "of origin of the Generalised System of Preferences of Norway, and that the origin criterion met is P.";
    return facts;
}

class Sheets : public testing::Test {
protected:
    json::object row(std::string_view what) {
        for (const auto& one : make_sheet(facts_, {statements_, thresholds_})) {
            if (one.at("what").as_string() == what) {
                return one.as_object();
            }
        }
        ADD_FAILURE() << what;
        return {};
    }
    std::string verdict(std::string_view what) {
        const auto found = row(what);
        return found.empty() ? "" : std::string(found.at("verdict").as_string());
    }
    json::object& request() { return facts_["request"].as_object(); }
    json::object& application() { return facts_["application"].as_object(); }
    json::object& registry() { return facts_["registry"].as_array()[0].as_object(); }

    Statements statements_{
        {{"NO", norwegian, "toll.no"},
         {"CH", std::string(norwegian).replace(std::string(norwegian).find("Norway"), 6, "Switzerland"), "D31"}}};
    std::map<std::string, Threshold, std::less<>> thresholds_{{"NO", {"6000", "EUR", "toll.no"}},
                                                              {"CH", {"10300", "CHF", "D31"}}};
    json::object facts_{with_statement(clean())};
};

TEST_F(Sheets, agree_in_every_row_of_a_clean_case) {
    const auto rows = make_sheet(facts_, {statements_, thresholds_});
    EXPECT_EQ(rows.size(), 12U);
    for (const auto& one : rows) {
        EXPECT_EQ(one.at("verdict").as_string(), "agrees") << one.at("what").as_string().c_str();
        EXPECT_FALSE(one.as_object().contains("confirmed")) << "only an officer confirms";
    }
}

TEST_F(Sheets, name_what_differs_and_who_says_what) {
    application()["exporter"].as_object()["bin"] = "940140000385";
    registry()["address"] = "Astana, Kabanbai 5";
    EXPECT_EQ(verdict("exporter-bin"), "differs");
    EXPECT_EQ(verdict("exporter-address"), "differs");
    EXPECT_EQ(row("exporter-address").at("registry").as_string(), "Astana, Kabanbai 5");
    registry()["number"] = "KZREX999";
    EXPECT_EQ(verdict("rex-number"), "differs");
}

TEST_F(Sheets, leave_names_that_are_nearly_the_same_to_a_person) {
    registry()["name"] = "LLP дала БАЛ";
    EXPECT_EQ(verdict("exporter-name"), "look");
    EXPECT_EQ(compare_names("ТОО «Дала Бал»", "тоо \"дала бал\""), "agrees");
    EXPECT_EQ(compare_names("ҚАЗ ӨНІМ ЖШС", "Қаз өнім"), "look");
    EXPECT_EQ(compare_names("Dala bal", "Dala bol"), "differs");
    EXPECT_EQ(compare_names("ТОО", "ЖШС"), "differs");
}

TEST_F(Sheets, miss_what_only_one_source_says) {
    facts_.erase("registry");
    EXPECT_EQ(verdict("registration-valid-on-statement-date"), "missing");
    application()["exporter"].as_object().erase("bin");
    EXPECT_EQ(verdict("exporter-bin"), "missing");
}

TEST_F(Sheets, compare_goods_by_their_headings) {
    request()["goods"].as_array().push_back(json::object{{"description", "felt"}, {"hs", "560210"}});
    request()["goods"].as_array().erase(request()["goods"].as_array().begin());
    EXPECT_EQ(verdict("goods-heading"), "differs");
    EXPECT_EQ(row("goods-heading").at("remark").as_string(), "the application does not name heading 5602");
    application().erase("goods");
    EXPECT_EQ(verdict("goods-heading"), "missing");
}

TEST_F(Sheets, ask_whether_the_registration_was_valid_when_the_statement_was_written) {
    registry()["validFrom"] = "2026-01-17";
    EXPECT_EQ(verdict("registration-valid-on-statement-date"), "differs");
    registry()["validFrom"] = "2026-01-16";
    EXPECT_EQ(verdict("registration-valid-on-statement-date"), "agrees");
    registry()["status"] = "revoked";
    EXPECT_EQ(verdict("registration-valid-on-statement-date"), "look");
    registry()["revokedOn"] = "2026-01-16";
    EXPECT_EQ(verdict("registration-valid-on-statement-date"), "differs");
    registry()["revokedOn"] = "2026-01-17";
    EXPECT_EQ(verdict("registration-valid-on-statement-date"), "agrees");
    registry()["status"] = "not-found";
    EXPECT_EQ(verdict("registration-valid-on-statement-date"), "differs");
}

TEST_F(Sheets, know_the_statements_of_both_countries) {
    request()["authority"].as_object()["country"] = "CH";
    EXPECT_EQ(verdict("statement-text"), "differs");
    auto text = std::string(request()["statement"].at("text").as_string());
    request()["statement"].as_object()["text"] = text.replace(text.find("Norway"), 6, "SWITZERLAND");
    EXPECT_EQ(verdict("statement-text"), "agrees");
    request()["statement"].as_object()["text"] = "We declare that this is our honey.";
    EXPECT_EQ(verdict("statement-text"), "look");
}

TEST_F(Sheets, hold_the_criterion_against_the_goods) {
    auto text = std::string(request()["statement"].at("text").as_string());
    request()["statement"].as_object()["text"] = text.replace(text.find(" P."), 3, " W 0409");
    EXPECT_EQ(verdict("origin-criterion"), "agrees");
    request()["statement"].as_object()["text"] = text.replace(text.find("W 0409"), 6, "W 1704");
    EXPECT_EQ(verdict("origin-criterion"), "differs");
}

TEST_F(Sheets, need_a_valid_registration_above_the_limit_of_the_country) {
    registry()["status"] = "revoked";
    EXPECT_EQ(verdict("value-and-registration"), "differs");
    request()["value"].as_object()["amount"] = "6000.00";
    EXPECT_EQ(verdict("value-and-registration"), "agrees");
    request()["value"].as_object()["amount"] = "6000.01";
    EXPECT_EQ(verdict("value-and-registration"), "differs");
    request()["value"].as_object()["currency"] = "USD";
    EXPECT_EQ(verdict("value-and-registration"), "look");
    request()["authority"].as_object()["country"] = "CH";
    request()["value"] = json::object{{"amount", "10300"}, {"currency", "CHF"}};
    EXPECT_EQ(verdict("value-and-registration"), "agrees");
    request()["value"].as_object()["amount"] = "10300.5";
    EXPECT_EQ(verdict("value-and-registration"), "differs");
}

TEST_F(Sheets, compare_amounts_exactly) {
    EXPECT_EQ(compare_amounts("6000", "6000.00"), 0);
    EXPECT_EQ(compare_amounts("006000.10", "6000.1"), 0);
    EXPECT_EQ(compare_amounts("999.99", "6000"), -1);
    EXPECT_EQ(compare_amounts("10000", "6000"), 1);
    EXPECT_EQ(compare_amounts("6000.09", "6000.1"), -1);
    EXPECT_EQ(compare_amounts("0", "0.00"), 0);
}

TEST_F(Sheets, hold_the_days_against_each_other) {
    application()["registeredOn"] = "2026-02-01";
    EXPECT_EQ(verdict("statement-after-registration"), "differs");
    request()["invoice"].as_object()["date"] = "2026-01-20";
    EXPECT_EQ(verdict("statement-not-before-invoice"), "look");
}

TEST(Statement, is_recognised_within_other_text_and_tells_what_the_exporter_wrote) {
    const Statements statements({{"NO", norwegian, "toll.no"}});
    const auto found = statements.recognise(
        "Invoice 17. THE EXPORTER Dala bal LLP,\n KZREX050640003525, of products covered by this document declares "
        "that except where otherwise clearly indicated these products are of Kazakh preferential origin according to "
        "rules of origin of the Generalized System of Preferences of Norway and that the origin criterion met is W "
        "0409");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->exporter, "Dala bal LLP, KZREX050640003525,");
    EXPECT_EQ(found->origin, "Kazakh");
    EXPECT_EQ(found->criterion, "W 0409");
    EXPECT_FALSE(statements.recognise("The exporter"));
    EXPECT_FALSE(statements.recognise(""));
}

}  // namespace
}  // namespace otkel::adapters::rex
