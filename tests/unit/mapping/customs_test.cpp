#include <sstream>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "gateway/xml/schema.hpp"
#include "tests/unit/mapping/customs_samples.hpp"
#include "tests/unit/mapping/fixture.hpp"

namespace otkel::mapping::tests {
namespace {

struct Message {
    std::shared_ptr<const Mapping> mapping;
    std::shared_ptr<const xml::Schema> schema;
    std::shared_ptr<const valijson::Schema> json_schema;
};

std::shared_ptr<const valijson::Schema> json_schema_of(const Mapping& mapping) {
    const auto path = "mappings/" + mapping.json_schema() + ".schema.json";
    std::ifstream file(path);
    EXPECT_TRUE(file) << path;
    std::ostringstream text;
    text << file.rdbuf();
    const auto document = boost::json::parse(text.str());
    auto schema = std::make_shared<valijson::Schema>();
    valijson::SchemaParser().populateSchema(valijson::adapters::BoostJsonAdapter(document), *schema);
    return schema;
}

std::string violations(const valijson::Schema& schema, const boost::json::value& json) {
    valijson::ValidationResults results;
    valijson::Validator().validate(schema, valijson::adapters::BoostJsonAdapter(json), &results);
    std::string text;
    for (const auto& error : results) {
        text += error.description + "\n";
    }
    return text;
}

Message message(const std::string& name) {
    const auto codes = load_code_tables("mappings/codes");
    EXPECT_TRUE(codes) << codes.error().to_string();
    const auto mapping = Mapping::load("mappings/" + name + ".yaml", *codes);
    EXPECT_TRUE(mapping) << mapping.error().to_string();
    const auto schema = xml::Schema::load((*mapping)->schema_file());
    EXPECT_TRUE(schema) << schema.error().to_string();
    return {*mapping, *schema, json_schema_of(**mapping)};
}

// JSON → XML → JSON gives the same JSON, XML → JSON → XML the same octets, and both sides fit their schemas.
void expect_round_trip(const Message& message, const boost::json::value& json) {
    const auto xml = message.mapping->to_xml(json, noon);
    ASSERT_TRUE(xml) << xml.error().to_string() << boost::json::serialize(json);
    const auto valid = message.schema->validate_own(xml->octets);
    ASSERT_TRUE(valid) << valid.error().to_string() << xml->octets;
    const auto back = to_json(*message.mapping, xml->octets);
    ASSERT_TRUE(back) << back.error().to_string() << xml->octets;
    ASSERT_EQ(back->json, json) << xml->octets;
    ASSERT_EQ(violations(*message.json_schema, back->json), "");
    EXPECT_EQ(back->keys, xml->keys);
    const auto again = message.mapping->to_xml(back->json, noon);
    ASSERT_TRUE(again);
    ASSERT_EQ(again->octets, xml->octets);
}

const std::string full_request =
    "<dc:DeclarationCheckRequest xmlns:dc=\"urn:otkel:customs:declaration-check:v1\">"
    "<Declaration><Number>55301/120726/0001234</Number><Date>2026-07-12</Date><ProcedureCode>40</ProcedureCode></"
    "Declaration>"
    "<DirectionCode>ИМ</DirectionCode><Importer><Id>070740012348</Id><Name>ТОО «Өрлеу»</Name></Importer>"
    "<Goods><Item "
    "no=\"1\"><CommodityCode>0401201109</CommodityCode><Description>Сүт</Description><Gtin>04870000000012</Gtin>"
    "<OriginCountryCode>NO</OriginCountryCode><Quantity unitCode=\"796\">2.50</Quantity>"
    "<Marking total=\"3\"><Codes><Code>010487000000001221AB&lt;1234567890</Code></Codes><Ranges></Ranges>"
    "<Aggregates><Sscc>048700000000000012</Sscc></Aggregates></Marking></Item>"
    "<Item no=\"2\"><CommodityCode>0401</CommodityCode><Quantity "
    "unitCode=\"006\">1</Quantity></Item></Goods></dc:DeclarationCheckRequest>";

TEST(CustomsMapping, translates_a_declaration_check) {
    const auto request = message("customs/declaration-check.request");
    const auto outcome = to_json(*request.mapping, full_request);
    ASSERT_TRUE(outcome) << outcome.error().to_string();
    EXPECT_EQ(
        boost::json::serialize(outcome->json),
        R"({"declaration":{"number":"55301/120726/0001234","date":"2026-07-12","procedure":"40"},"direction":"import",)"
        R"("importer":{"id":"070740012348","name":"ТОО «Өрлеу»"},"items":[{"line":1,"tnved":"0401201109",)"
        R"("description":"Сүт","gtin":"04870000000012","origin":"NO","quantity":{"value":"2.50","unit":"piece"},)"
        R"("marking":{"total":3,"codes":["010487000000001221AB<1234567890"],"ranges":[],)"
        R"("aggregates":["048700000000000012"]}},)"
        R"({"line":2,"tnved":"0401","quantity":{"value":"1","unit":"metre"}}]})");
    const std::vector<BusinessKey> keys{
        {"declaration", "55301/120726/0001234"}, {"bin", "070740012348"}, {"gtin", "04870000000012"}};
    EXPECT_EQ(outcome->keys, keys);
    EXPECT_TRUE(request.schema->validate_own(full_request));
    expect_round_trip(request, outcome->json);
}

TEST(CustomsMapping, reads_the_same_fields_out_of_a_data_element) {
    const auto request = message("customs/declaration-check.request");
    auto data = full_request;
    const auto begin = data.find('>');
    data = "<data>" + data.substr(begin + 1, data.rfind("</") - begin - 1) + "</data>";
    EXPECT_EQ(json_text(*request.mapping, data), json_text(*request.mapping, full_request));
}

TEST(CustomsMapping, random_requests_go_round_both_ways) {
    const auto request = message("customs/declaration-check.request");
    CustomsSamples samples(20260712);
    for (int i = 0; i < 60 && !testing::Test::HasFailure(); ++i) {
        expect_round_trip(request, samples.request());
    }
}

TEST(CustomsMapping, random_replies_go_round_both_ways) {
    const auto reply = message("customs/declaration-check.reply");
    CustomsSamples samples(20260713);
    for (int i = 0; i < 60 && !testing::Test::HasFailure(); ++i) {
        expect_round_trip(reply, samples.reply());
    }
}

TEST(CustomsMapping, translates_the_question_for_a_status_and_its_answer) {
    const auto request = message("customs/declaration-status.request");
    EXPECT_EQ(xml_text(*request.mapping, R"({"declaration":{"number":"55301/120726/0001234"}})"),
              "<ds:DeclarationStatusRequest xmlns:ds=\"urn:otkel:customs:declaration-status:v1\">"
              "<DeclarationNumber>55301/120726/0001234</DeclarationNumber></ds:DeclarationStatusRequest>");
    const auto reply = message("customs/declaration-status.reply");
    for (const auto* status : {"registered", "released", "refused", "withdrawn"}) {
        expect_round_trip(reply, {{"declaration", {{"number", "55301/120726/0001234"}}}, {"status", status}});
        expect_round_trip(reply, {{"declaration", {{"number", "55301/120726/0001234"}}},
                                  {"status", status},
                                  {"decidedAt", "2026-07-12T09:30:00+05:00"}});
    }
}

TEST(CustomsMapping, names_all_that_is_wrong_with_a_request) {
    const auto request = message("customs/declaration-check.request");
    const auto outcome =
        to_json(*request.mapping,
                "<data>\n<Declaration><Number>1/2</Number></Declaration>\n<DirectionCode>IM</DirectionCode>\n"
                "<Goods><Item no=\"1\">\n<Gtin>04870000000013</Gtin><Quantity "
                "unitCode=\"799\">много</Quantity></Item></Goods></data>");
    ASSERT_FALSE(outcome);
    std::vector<std::string> places;
    for (const auto& finding : outcome.error().findings) {
        places.push_back(finding.code + " " + finding.place.to_string());
    }
    const std::vector<std::string> expected{"required-missing line 1 /data",
                                            "required-missing line 1 /data",
                                            "value-invalid line 2 /data/Declaration/Number",
                                            "code-unknown line 3 /data/DirectionCode",
                                            "required-missing line 4 /data/Goods/Item",
                                            "value-invalid line 5 /data/Goods/Item/Gtin",
                                            "code-unknown line 5 /data/Goods/Item/Quantity/@unitCode",
                                            "value-invalid line 5 /data/Goods/Item/Quantity"};
    EXPECT_EQ(places, expected);
}

TEST(CustomsMapping, does_not_show_the_proof_of_a_marking_code) {
    const auto request = message("customs/declaration-check.request");
    auto wrong = full_request;
    wrong.replace(wrong.find("010487000000001221"), 18, "010487000000001321");
    const auto outcome = to_json(*request.mapping, wrong);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().to_string().find("1234567890"), std::string::npos);
}

}  // namespace
}  // namespace otkel::mapping::tests
