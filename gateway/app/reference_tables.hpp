#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/app/configuration.hpp"
#include "gateway/core/port.hpp"
#include "gateway/mapping/code_table_answer.hpp"
#include "gateway/telemetry/metrics.hpp"

namespace otkel::app {

// Tables of codes that the core keeps: asked for at the start, by schedule and when somebody says so. What is given is
// offered to the gateway, which proves its mappings with it; whatever goes wrong, the table before stays.
class ReferenceTables {
public:
    struct Services {
        boost::asio::any_io_executor executor;
        const Clock& clock;
        async::WorkerPool& workers;
        core::Port& core;
        telemetry::Metrics& metrics;
    };
    struct Offer {
        // Of the table in force; empty when it is the one that ships with the mappings.
        std::function<std::string(const std::string& name)> version;
        // Errc::invalid_configuration when mappings break with these tables. They are on disk and in force when it
        // succeeds; when it fails nothing else is in force than before, nor on disk unless the disk failed on the way.
        std::function<boost::asio::awaitable<Result<void>>(const std::vector<mapping::GivenTable>& tables)> take;
    };
    ReferenceTables(Services services, const ReferenceTableSettings& settings, Offer offer);

    // Until it is cancelled.
    boost::asio::awaitable<void> run();
    // One round: every table is asked for. False when one of them has to be asked for again soon.
    boost::asio::awaitable<bool> refresh();
    void ask_soon();

private:
    struct Confirmations;
    using Answer = Result<std::optional<mapping::GivenTable>>;
    boost::asio::awaitable<Answer> ask(std::string name);
    boost::asio::awaitable<void> confirm(std::string name);
    boost::asio::awaitable<bool> offer(std::vector<mapping::GivenTable> tables);
    boost::asio::awaitable<void> pause(std::chrono::milliseconds length);
    bool settle(const mapping::GivenTable& given, const Result<void>& taken);
    void not_refreshed(const std::string& name, const Error& error);
    void count(const std::string& name, const char* outcome);
    void load_confirmations();
    [[nodiscard]] std::int64_t age_of(const std::string& name) const;  // seconds; -1: never confirmed

    Services services_;
    const ReferenceTableSettings& settings_;
    Offer offer_;
    std::shared_ptr<Confirmations> confirmed_;
    boost::asio::steady_timer timer_;
    bool soon_{false};
};

// On disk, for the next start.
[[nodiscard]] Result<void> keep_tables(const std::filesystem::path& folder,
                                       const std::vector<mapping::GivenTable>& tables);

}  // namespace otkel::app
