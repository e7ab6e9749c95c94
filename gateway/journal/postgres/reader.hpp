#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/journal/postgres/rows.hpp"

// What is asked, on a worker's thread. Private to journal/postgres/.

namespace otkel::journal::postgres {

class Reader {
public:
    // `sweeps`: work of nodes that are gone is made free before it is counted.
    Reader(std::unique_ptr<Connection> connection, bool sweeps) : connection_(std::move(connection)), sweeps_(sweeps) {}

    Asked<std::vector<Summary>> find(const Query& query);
    Asked<std::vector<Summary>> correlated(const std::string& adapter, const std::string& correlation_id);
    Asked<std::optional<Original>> find_original(const std::string& peer, const std::string& service,
                                                 const std::string& message_id);
    // None when there is no such exchange.
    Asked<std::vector<Rows>> load(const ExchangeId& id);
    Asked<std::vector<Backlog>> backlog(WallTime now);
    Asked<std::optional<WallTime>> next_due();
    [[nodiscard]] bool is_broken() const { return connection_->is_broken(); }
    [[nodiscard]] Connection& connection() { return *connection_; }  // for ledger_rows.hpp

private:
    Asked<Rows> ask_swept(const Statement& statement, Parameters parameters);
    std::unique_ptr<Connection> connection_;
    bool sweeps_;
};

// A small number of connections, made when they are needed. One that is broken is not used again, and the question is
// asked once more on another.
class ReaderPool {
public:
    ReaderPool(Address address, std::size_t most, bool sweeps)
        : address_(std::move(address)), most_(most), sweeps_(sweeps) {}

    template <class Work>
    auto with(const Work& work) -> Result<typename std::invoke_result_t<const Work&, Reader&>::value_type> {
        std::optional<Refused> why;
        for (int tries = 0; tries < tries_max; ++tries) {
            auto reader = take();
            if (!reader) {
                return fail(reader.error());
            }
            auto answer = work(**reader);
            const bool broken = (*reader)->is_broken();
            give_back(std::move(*reader));
            if (answer) {
                if constexpr (std::is_void_v<typename decltype(answer)::value_type>) {
                    return {};
                } else {
                    return std::move(*answer);
                }
            }
            why = std::move(answer.error());
            if (!broken) {
                break;
            }
        }
        return failure_of(*why);
    }

private:
    static constexpr int tries_max = 2;
    Result<std::unique_ptr<Reader>> take();
    void give_back(std::unique_ptr<Reader> reader);

    Address address_;
    std::size_t most_;
    bool sweeps_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Reader>> idle_;
    std::size_t lent_{0};
    SteadyTime next_try_{};
    std::optional<Error> last_failure_;
};

}  // namespace otkel::journal::postgres
