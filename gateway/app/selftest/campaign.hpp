#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>

#include "gateway/app/selftest/judge.hpp"
#include "gateway/app/selftest/kills.hpp"
#include "gateway/app/selftest/other_sides.hpp"

// The kill campaign: real gateways under load in both directions, killed at every point where a crash splits work and
// at any moment, again and again; then the question whether anything was lost or done twice.

namespace otkel::app::selftest {

struct CampaignPlan {
    std::filesystem::path configuration, program;
    std::optional<std::string> postgres;  // "host=… dbname=… user=…" of an empty database; none: SQLite
    std::size_t nodes{1};
    std::size_t kills{200};
    std::uint64_t seed{1};
    std::size_t senders{6};  // of each direction
    // When the kills are over the load goes on until the bus was asked so often what became of a message: where doubt
    // hardly arose, nothing was judged of it. Not longer than settling_time_max.
    std::size_t questions_least{1};
    std::chrono::milliseconds settling_time_max{60'000};
    Spoiling spoiling{Spoiling::none};
    bool keep{false};  // the folder
};

struct Report {
    Tally tally;
    Kills::Figures kills;
    Verdict verdict;
    std::chrono::milliseconds took{0};
    std::filesystem::path kept;  // folder with logs and journal; empty: removed

    [[nodiscard]] bool good() const { return verdict.good() && kills.ended_by_themselves.empty(); }
};

[[nodiscard]] Result<Report> run_campaign(const CampaignPlan& plan, boost::asio::io_context& io);
void print(const CampaignPlan& plan, const Report& report, std::ostream& out);

}  // namespace otkel::app::selftest
