#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/serialize.hpp>
#include <thread>

#include "gateway/async/task_group.hpp"
#include "gateway/core/embedded/sample_data.hpp"
#include "tests/support/site/customs_consumer.hpp"
#include "tests/support/site/declarations.hpp"

// The first crossing, whole: a declaration of 60 lines and 1 000 marking codes, signed on the body and on the business
// data, over real HTTP into the gateway and back.

namespace otkel::test {
namespace {

namespace json = boost::json;
namespace asio = boost::asio;
namespace sample = core::sample;

// Each test has a gateway and a core of its own: a declaration that passes uses up its codes.
class DeclarationCheck : public testing::Test {
protected:
    DeclarationCheck() {
        site_.load_samples();
        gateway_ = std::make_unique<RunningGateway>(site_);
    }

    json::value check(const json::value& declaration) {
        const auto response = call(gateway_->ports().external, post_soap("/shep/sync", customs_.envelope(declaration)));
        EXPECT_TRUE(response) << (response ? "" : response.error().to_string());
        return response ? customs_.verified_answer(*response) : json::value{};
    }

    static json::value large(const std::string& serial) { return good_declaration(60, 1'000, serial); }

    Site site_;
    CustomsConsumer customs_{site_};
    std::unique_ptr<RunningGateway> gateway_;
};

std::string overall(const json::value& answer) { return std::string(answer.at("overall").as_string()); }

// Codes of the findings of one line; 0 is the declaration as a whole.
std::vector<std::string> findings(const json::value& answer, std::int64_t line) {
    std::vector<std::string> codes;
    const auto add = [&codes](const json::value& holder) {
        const auto* list = holder.as_object().if_contains("findings");
        for (const auto& finding : list == nullptr ? json::array{} : list->as_array()) {
            codes.emplace_back(finding.at("code").as_string());
            EXPECT_FALSE(finding.at("text").at("kk").as_string().empty());
            EXPECT_FALSE(finding.at("text").at("ru").as_string().empty());
        }
    };
    if (line == 0) {
        add(answer);
        return codes;
    }
    for (const auto& item : answer.at("items").as_array()) {
        if (item.at("line").to_number<std::int64_t>() == line) {
            add(item);
        }
    }
    return codes;
}

// Every line but this one is in order.
void expect_only_line(const json::value& answer, std::int64_t line, const std::vector<std::string>& codes) {
    EXPECT_EQ(overall(answer), "FAIL") << json::serialize(answer);
    EXPECT_EQ(answer.at("items").as_array().size(), 60U);
    for (std::int64_t other = 0; other <= 60; ++other) {
        EXPECT_EQ(findings(answer, other), other == line ? codes : std::vector<std::string>{}) << "line " << other;
    }
}

TEST_F(DeclarationCheck, passes_when_all_is_good) {
    const auto answer = check(large("0000001"));
    EXPECT_EQ(overall(answer), "PASS") << json::serialize(answer);
    EXPECT_EQ(answer.at("items").as_array().size(), 60U);
    EXPECT_EQ(answer.at("declaration").at("number").as_string(), "50401/120726/0000001");
}

TEST_F(DeclarationCheck, fails_the_line_of_an_archived_card) {
    auto declaration = large("0000002");
    const auto archived = sample::card(sample::archived_place);
    line_of(declaration, 7) = json::object{{"line", 7},
                                           {"tnved", archived.tnved},
                                           {"gtin", archived.gtin},
                                           {"origin", archived.origin},
                                           {"quantity", {{"value", "3"}, {"unit", "piece"}}}};
    expect_only_line(check(declaration), 7, {"CARD_ARCHIVED"});
}

TEST_F(DeclarationCheck, fails_the_line_of_a_wrong_tnved) {
    auto declaration = large("0000003");
    line_of(declaration, 60)["tnved"] = "8703231981";
    const auto answer = check(declaration);
    EXPECT_EQ(overall(answer), "FAIL");
    EXPECT_THAT(findings(answer, 60), testing::Contains("TNVED_DIFFERS"));
    EXPECT_TRUE(findings(answer, 59).empty());
}

TEST_F(DeclarationCheck, fails_the_line_with_a_code_of_another_gtin) {
    auto declaration = large("0000004");
    auto& codes = line_of(declaration, 5)["marking"].as_object()["codes"].as_array();
    codes[0] = line_of(declaration, 6)["marking"].as_object()["codes"].as_array()[0];
    // The foreign code stands on its own line, too: there it is named twice in the declaration.
    line_of(declaration, 6)["marking"].as_object()["codes"].as_array().erase(
        line_of(declaration, 6)["marking"].as_object()["codes"].as_array().begin());
    line_of(declaration, 6)["marking"].as_object()["total"] =
        line_of(declaration, 6)["marking"].as_object()["codes"].as_array().size();
    line_of(declaration, 6)["quantity"].as_object()["value"] =
        std::to_string(line_of(declaration, 6)["marking"].as_object()["codes"].as_array().size());
    expect_only_line(check(declaration), 5, {"CODE_GTIN_DIFFERS"});
}

TEST_F(DeclarationCheck, fails_the_line_with_a_code_that_another_declaration_used) {
    auto declaration = large("0000005");
    auto& codes = line_of(declaration, 9)["marking"].as_object()["codes"].as_array();
    const auto parsed = std::string(codes[0].as_string());
    // The code of the same lot that the sample data marks as used.
    for (std::uint64_t n = 0; n < 3'000; ++n) {
        const auto code = sample::code(n, 300);
        if (code.record.identification() == parsed) {
            const auto lot = n / sample::lot_size;
            codes[0] =
                json::string(sample::code(lot * sample::lot_size + sample::used_place, 300).record.identification());
        }
    }
    expect_only_line(check(declaration), 9, {"CODE_USED"});
}

TEST_F(DeclarationCheck, fails_the_line_with_too_few_codes) {
    auto declaration = large("0000006");
    auto& marking = line_of(declaration, 11)["marking"].as_object();
    marking["codes"].as_array().pop_back();
    marking["total"] = marking["codes"].as_array().size();
    expect_only_line(check(declaration), 11, {"CODE_COUNT_DIFFERS"});
}

TEST_F(DeclarationCheck, fails_the_declaration_of_an_unknown_importer) {
    auto declaration = large("0000007");
    declaration.as_object()["importer"].as_object()["id"] = "490140003572";
    const auto answer = check(declaration);
    EXPECT_EQ(overall(answer), "FAIL");
    EXPECT_THAT(findings(answer, 0), testing::Contains("IMPORTER_UNKNOWN"));
}

TEST_F(DeclarationCheck, has_its_effect_once_for_a_message_that_comes_twice) {
    CustomsConsumer::Options options;
    options.message_id = "again-1";
    const auto declaration = good_declaration(2, 10, "0000008");
    const auto first =
        call(gateway_->ports().external, post_soap("/shep/sync", customs_.envelope(declaration, options)));
    const auto second =
        call(gateway_->ports().external, post_soap("/shep/sync", customs_.envelope(declaration, options)));
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->body, second->body);
    EXPECT_EQ(first->headers.get("otkel-exchange"), second->headers.get("otkel-exchange"));
}

TEST_F(DeclarationCheck, is_found_in_the_journal_by_its_business_keys) {
    ASSERT_EQ(overall(check(good_declaration(1, 5, "0000009"))), "PASS");
    const auto found = fetch(gateway_->ports().operators, "/admin/v1/exchanges?key=declaration%3D50401/120726/0000009");
    EXPECT_THAT(found.body, testing::HasSubstr("\"outcome\":\"PASS\""));
}

// In real time, far above what any machine needs: the answer comes, or the test fails.
bool is_answered_in_the_end(std::uint16_t operators_port, const std::string& key) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds{50};
    while (std::chrono::steady_clock::now() < give_up) {
        const auto found = fetch(operators_port, "/admin/v1/exchanges?state=answered&key=" + key);
        if (found.body.find("\"state\":\"answered\"") != std::string::npos) {
            return true;
        }
    }
    return false;
}

TEST_F(DeclarationCheck, is_worked_on_to_its_end_when_nobody_waits_for_the_answer) {
    CustomsConsumer::Options options;
    options.message_id = "left-alone";
    const auto octets = customs_.envelope(good_declaration(1, 2, "0000011"), options);
    send_and_leave(gateway_->ports().external,
                   "POST /shep/sync HTTP/1.1\r\nHost: h\r\nContent-Type: text/xml\r\n"
                   "Content-Length: " +
                       std::to_string(octets.size()) + "\r\n\r\n" + octets);
    EXPECT_TRUE(is_answered_in_the_end(gateway_->ports().operators, "declaration%3D50401/120726/0000011"));
    const auto asked_again = call(gateway_->ports().external, post_soap("/shep/sync", octets));
    ASSERT_TRUE(asked_again);
    EXPECT_EQ(overall(customs_.verified_answer(*asked_again)), "PASS") << "the answer that was kept";
}

// A core behind a socket that accepts and stays silent.
TEST(SilentCore, is_named_in_an_answer_that_says_cannot_check) {
    asio::io_context io(1);
    auto silent = net::make_http_server(io.get_executor(), {});
    auto never = [](net::HttpRequest) -> asio::awaitable<net::HttpResponse> {
        co_await async::sleep_until(std::chrono::steady_clock::now() + std::chrono::hours{1});
        co_return net::HttpResponse{};
    };
    const auto port = silent->start(never).value();
    std::thread thread([&io] { io.run(); });

    Site site;
    site.change("gateway.yaml", "kind: embedded", "kind: remote");
    site.change("gateway.yaml", "file: " + (site.var() / "core.sqlite").string(),
                "url: http://127.0.0.1:" + std::to_string(port) + "/");
    site.change("routes/customs-declaration-check.yaml", "deadline_ms: 15000", "deadline_ms: 500");
    {
        RunningGateway gateway(site);
        const CustomsConsumer customs(site);
        const auto response = call(gateway.ports().external,
                                   post_soap("/shep/sync", customs.envelope(good_declaration(60, 1'000, "0000010"))));
        ASSERT_TRUE(response);
        const auto answer = customs.verified_answer(*response);
        EXPECT_EQ(overall(answer), "CANNOT_CHECK");
        EXPECT_EQ(answer.at("unanswered").as_array().at(0).as_string(), "core");
    }
    auto drained = [](const std::exception_ptr& exception) { EXPECT_FALSE(exception); };
    asio::co_spawn(io, silent->drain(Deadline(std::chrono::steady_clock::now())), drained);
    thread.join();
}

}  // namespace
}  // namespace otkel::test
