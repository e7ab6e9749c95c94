#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <memory>

#include "adapters/nca/checks.hpp"
#include "adapters/nca/grace_ledger.hpp"

namespace otkel::adapters::nca {

// Keeps the ledger of grace on the disk and asks again later. Used on the I/O thread; the disk is work for a worker.
class GraceWork {
public:
    struct Parts {
        const Clock& clock;
        async::WorkerPool& workers;
        async::TaskGroup& tasks;
        RevocationChecks& checks;
        telemetry::Metrics& metrics;
    };
    GraceWork(Parts parts, GraceSettings settings, std::filesystem::path file);

    // What an earlier run has left; blocks.
    void load();
    void remember(std::string exchange, std::string peer, const trust::TrustStore::Path& path,
                  const trust::RevocationVerdict& verdict);
    // Asks about everything that is open; what still gets no answer stays open.
    boost::asio::awaitable<void> revalidate();
    // What is not yet on the disk.
    boost::asio::awaitable<void> flush();
    [[nodiscard]] std::vector<adapter::GraceEntry> entries() const { return ledger_.entries(); }

private:
    void write(const std::string& lines);
    boost::asio::awaitable<bool> write_once();
    void settle(const std::vector<adapter::GraceEntry>& entries, const trust::RevocationVerdict& verdict);
    void show();

    Parts parts_;
    GraceSettings settings_;
    std::filesystem::path file_;
    GraceLedger ledger_;
    std::string unwritten_;
    std::size_t lines_{0};  // in the file
    bool writing_{false};
    std::shared_ptr<std::atomic<std::int64_t>> open_;  // of the gauge
};

}  // namespace otkel::adapters::nca
