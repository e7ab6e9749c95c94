#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <set>

#include "gateway/operations/exchange_json.hpp"
#include "gateway/operations/operator_api.hpp"
#include "gateway/settings/section.hpp"

// docs/openapi.yaml says what the program does.

namespace otkel::operations {
namespace {

namespace json = boost::json;
using Names = std::set<std::string>;

class Description : public testing::Test {
protected:
    ~Description() override { EXPECT_TRUE(complaints_.empty()) << complaints_.outcome().error().to_string(); }

    Names properties(const std::string& schema) const {
        Names names;
        for (const auto& [name, property] :
             whole_.section("components").section("schemas").section(schema).entries("properties")) {
            names.insert(name);
        }
        return names;
    }
    Names parameters(const std::string& path, const std::string& method, const std::string& in) const {
        Names names;
        for (const auto& one : whole_.section("paths").section(path).section(method).sections("parameters")) {
            if (one.text("in") == in) {
                names.insert(one.text("name"));
            }
        }
        return names;
    }

    settings::Complaints complaints_;
    settings::Section whole_ = settings::Section::load("docs/openapi.yaml", complaints_);
};

Names members(const json::value& object) {
    Names names;
    for (const auto& member : object.as_object()) {
        names.insert(std::string(member.key()));
    }
    return names;
}

std::string all_states() {
    std::string all;
    for (int i = 0; i <= static_cast<int>(journal::State::parked); ++i) {
        all += (i == 0 ? "" : " ") + std::string(name(static_cast<journal::State>(i)));
    }
    return all;
}

// One of which nothing is empty.
journal::Exchange full_exchange() {
    journal::Exchange exchange;
    auto& summary = exchange.summary;
    summary.id = ExchangeId("0198");
    summary.direction = journal::Direction::outbound;
    summary.state = journal::State::answered;
    summary.concluded_at = summary.due = summary.give_up = WallTime{};
    summary.lane = "lane";
    summary.node = "node";
    summary.archive = "archive-20260301T000000Z-0123456789ab.asice";
    summary.archive = "archive-1.asice";
    exchange.stages.push_back({"core", {}, "remark"});
    exchange.keys.emplace_back("gtin", "1");
    exchange.legs.push_back({journal::Leg::core_reply, "application/json", "{}"});
    exchange.legs.push_back({journal::Leg::reply_in, "application/octet-stream", "\xff"});
    exchange.history.push_back({{}, journal::State::answered, "answered", 1, "node", "dina", "0197", {"reply-in"}});
    return exchange;
}

TEST_F(Description, has_the_members_of_an_exchange) {
    const auto exchange = full_exchange();
    EXPECT_EQ(members(json::parse(to_json_text_for_core(exchange))), properties("Exchange"));
    const auto full = json::parse(to_json_text(exchange, Detail::full));
    auto of_legs = members(full.at("legs").at(0));
    of_legs.merge(members(full.at("legs").at(1)));
    EXPECT_EQ(of_legs, properties("Leg"));
    EXPECT_EQ(members(full.at("history").at(0)), properties("HistoryEntry"));
}

TEST_F(Description, has_the_states) {
    const auto states = whole_.section("components").section("schemas").section("State").texts("enum");
    std::string described;
    for (const auto& state : states) {
        described += (described.empty() ? "" : " ") + state;
    }
    EXPECT_EQ(described, all_states());
}

TEST_F(Description, has_the_parameters_of_a_search) {
    Names read;
    const auto query = query_of([&](std::string_view name) {
        read.insert(std::string(name));
        return std::optional<std::string>();
    });
    EXPECT_TRUE(query);
    read.insert("limit");  // read_limit(), which the command line does in its own way
    EXPECT_EQ(parameters("/admin/v1/exchanges", "get", "query"), read);
}

TEST_F(Description, has_the_paths_that_answer) {
    Names paths;
    for (const auto& [path, methods] : whole_.entries("paths")) {
        paths.insert(path);
    }
    EXPECT_EQ(paths, (Names{"/api/v1/exchanges/{route}", "/api/v1/exchanges/{id}", "/admin/v1/exchanges",
                            "/admin/v1/exchanges/{id}", "/admin/v1/exchanges/{id}/legs/{leg}",
                            "/admin/v1/exchanges/{id}/replay"}));
}

}  // namespace
}  // namespace otkel::operations
