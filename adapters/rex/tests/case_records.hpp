#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "adapters/rex/case.hpp"
#include "adapters/rex/facts.hpp"

namespace otkel::adapters::rex {

// Records of a case in few words, by the order and the calendars that ship.
class CaseRecords : public testing::Test {
protected:
    CaseRecords()
        : definitions_(Definitions::load("config/adapters/rex", complaints_)),
          calendars_(calendar::Calendars::load("config/calendars", complaints_)) {
        EXPECT_TRUE(complaints_.outcome()) << complaints_.outcome().error().to_string();
    }

    // On this day, at ten in the morning of Astana.
    void record(const std::string& day, std::string_view what, boost::json::object data = {}) {
        adapter::CaseRecord one;
        one.case_id = "REX-2026-000001";
        one.number = records_.size() + 1;
        one.kind = what;
        one.content = boost::json::serialize(boost::json::object{{"data", std::move(data)}});
        one.at = WallTime{calendar::parse_day(day).value()} + std::chrono::hours{5};
        one.who = "dina";
        records_.push_back({ExchangeId("e" + std::to_string(one.number)), std::move(one)});
    }
    void open(const std::string& day, const std::string& calendar = "kz-2026.2") {
        record(day, kind::receive,
               {{"definition", "order-358-2021"},
                {"calendar", calendar},
                {"request", {{"authority", {{"country", "NO"}}}}}});
    }
    void package(const std::string& day, const std::vector<std::string>& kinds, boost::json::object application = {}) {
        boost::json::array documents;
        for (const auto& one : kinds) {
            documents.push_back(boost::json::object{{"kind", one}, {"name", one + ".pdf"}});
        }
        record(day, kind::package, {{"documents", documents}, {"application", std::move(application)}});
    }
    Result<Case> read() { return read_case(records_, {definitions_, calendars_}); }
    Case now() {
        auto found = read();
        EXPECT_TRUE(found) << found.error().to_string();
        return found ? std::move(*found) : Case{};
    }
    // The error's text; empty when the step can be taken.
    std::string why_not(std::string_view step, boost::json::object data = {}) {
        const auto taken = may_take(now(), step, data);
        return taken ? "" : taken.error().detail;
    }

    settings::Complaints complaints_;
    Definitions definitions_;
    calendar::Calendars calendars_;
    std::vector<adapter::KeptRecord> records_;
};

}  // namespace otkel::adapters::rex
