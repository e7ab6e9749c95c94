#pragma once

#include <functional>
#include <string>

#include "gateway/adapter/case_file.hpp"
#include "gateway/async/worker_pool.hpp"
#include "gateway/crypto/key_store.hpp"
#include "gateway/journal/store.hpp"

// The case file of one system in the journal: every record is an exchange that is at an end when it is written, under
// the route "<system>-case". Its message id is the case and the number, so that the journal's deduplication gives a
// number once; its search keys are "<system>-case" and those of the record.

namespace otkel::cases {

namespace asio = boost::asio;

class CaseBundleFiles;

class JournalCaseFile final : public adapter::CaseFile {
public:
    // What an export takes beside the journal.
    struct Export {
        async::WorkerPool& workers;
        // Loads the key that signs; on a worker. Empty: nothing is exported.
        std::function<Result<crypto::Identity>()> signer;
        // Seals and stamps what is not sealed yet; empty: the schedule does, some time.
        std::function<asio::awaitable<void>()> seal_now;
    };
    JournalCaseFile(std::string system, const Clock& clock, journal::Store& journal, Export exporting)
        : system_(std::move(system)), clock_(clock), journal_(journal), export_(std::move(exporting)) {}

    asio::awaitable<Result<ExchangeId>> append(adapter::CaseRecord record) override;
    asio::awaitable<Result<std::vector<adapter::KeptRecord>>> read(std::string case_id, std::size_t first) override;
    asio::awaitable<Result<adapter::CasePaper>> paper(ExchangeId exchange, std::string name) override;
    asio::awaitable<Result<std::vector<std::string>>> cases(std::optional<std::pair<std::string, std::string>> key,
                                                            WallTime since, std::size_t limit) override;
    asio::awaitable<Result<std::string>> bundle(adapter::CaseBundle content) override;

private:
    asio::awaitable<Result<void>> add_exchange(CaseBundleFiles& files, ExchangeId exchange,
                                               const crypto::Identity& exporter);
    [[nodiscard]] std::string route() const { return system_ + "-case"; }

    std::string system_;
    const Clock& clock_;
    journal::Store& journal_;
    Export export_;
};

}  // namespace otkel::cases
