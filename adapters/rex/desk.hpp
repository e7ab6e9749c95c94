#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "adapters/rex/case.hpp"
#include "adapters/rex/papers.hpp"
#include "adapters/rex/settings.hpp"
#include "gateway/adapter/running.hpp"

// What is done with cases, by officers and by the machine: each act reads the case, checks that it follows, and appends
// one record. Of two at once one is told that the other was first (Errc::replay_conflict): look again.

namespace otkel::adapters::rex {

namespace asio = boost::asio;

// Key of a record that a message brought: the exchange of that message.
inline constexpr std::string_view operation_key = "rex-operation";

struct Actor {
    std::string who;
    std::string address;  // empty: from within
};
[[nodiscard]] Actor machine();

struct NewCase {
    boost::json::value request;
    std::vector<adapter::CasePaper> papers;  // as they came: a signed message, scans of a letter
    std::string how;                         // "message", "letter", "e-mail"
    std::string on;                          // the day of its official receipt, when it is not today
    std::string key;                         // of a message: the same key opens one case; empty: none
};

struct Act {
    std::string step_or_kind;
    boost::json::object data;
    std::vector<adapter::CasePaper> papers{};
    std::string key{};  // of a message: the same key is carried out once; empty: none
};

class Desk {
public:
    struct Services {
        adapter::CaseFile& file;
        RuleBooks books;
        const Clock& clock;
        async::WorkerPool& workers;
        const Papers& papers;
        adapter::CurrentIdentities identities;
        const Settings& settings;
    };
    explicit Desk(Services services) : services_(std::move(services)) {}

    // Of a case that was read before, only what was added since is read from the disk: records never change.
    asio::awaitable<Result<Case>> read(std::string id);
    // Errc::forbidden for a country that the order does not name; invalid_argument with findings; replay_conflict when
    // the authority's reference has a case already.
    asio::awaitable<Result<Case>> open(NewCase given, Actor by);
    // A step of the definition. One whose paper is sent by a route is a decision first: the rounds hand it over, and
    // record the step when its receiver has it. While that lasts, the step with data.on records that the paper went
    // another way.
    asio::awaitable<Result<Case>> take(std::string id, Act act, Actor by);
    // Beside the steps: a package of documents, an answer of the registry, a note, a correction.
    asio::awaitable<Result<Case>> add(std::string id, Act act, Actor by);
    // As it is; for the rounds, which have checked it.
    asio::awaitable<Result<Case>> append(const Case& to, Act act, Actor by);

private:
    struct Opening;
    [[nodiscard]] Result<Opening> prepare(NewCase& given) const;
    asio::awaitable<Result<std::size_t>> last_number_of(std::string year);
    asio::awaitable<Result<std::vector<adapter::CasePaper>>> write_papers(const Case& of, const Step& step,
                                                                          const boost::json::object& data);
    asio::awaitable<Result<std::optional<Case>>> known(std::string key_name, std::string key);
    asio::awaitable<Result<Case>> open_under_next_number(const Opening& opening, Act act, Actor by);
    [[nodiscard]] Result<Act> checked(const Case& of, Act act) const;

    Services services_;
    std::map<std::string, std::vector<adapter::KeptRecord>> known_;  // of cases that go on
};

}  // namespace otkel::adapters::rex
