#pragma once

#include <memory>
#include <string>

#include "gateway/async/task_group.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/journal/store.hpp"
#include "gateway/net/http.hpp"

namespace otkel::operations {

// Wraps a handler so that every call leaves an audit record: who, when, from which address, what, outcome (order 152-НҚ
// demands date, time and address of each user action). The record joins the journal's next group commit; the caller
// does not wait for it. Must outlive the server.
class Audit {
public:
    Audit(const Clock& clock, journal::Store& journal, async::TaskGroup& tasks)
        : clock_(clock), journal_(journal), tasks_(tasks) {}
    // `who` names callers that do not say who they are ("core", "operator"); peers are named by their exchange,
    // operators by operator_of().
    [[nodiscard]] net::Handler around(std::string who, net::Handler inner);

private:
    using Shared = std::shared_ptr<const net::Handler>;
    boost::asio::awaitable<net::HttpResponse> call(std::string who, Shared inner, net::HttpRequest request);

    const Clock& clock_;
    journal::Store& journal_;
    async::TaskGroup& tasks_;
};

}  // namespace otkel::operations
