#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "tests/support/site/site.hpp"

namespace otkel::test {

// A twin as `otkel simulate` makes it, in this process, on a thread of its own; of SHEP unless another is named.
class RunningTwin {
public:
    // `script` is the text of a twin's script; empty: it behaves well.
    explicit RunningTwin(const Site& site, const std::string& script = {}, const std::string& system = "shep");
    ~RunningTwin();
    RunningTwin(const RunningTwin&) = delete;
    RunningTwin& operator=(const RunningTwin&) = delete;

    [[nodiscard]] std::string url() const;  // where the gateway sends to
    // Sends a sample ("customs/pass") to the gateway and tells what happened, as the twin's /play does; null when the
    // twin got no answer.
    [[nodiscard]] boost::json::value play(const std::string& sample) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

// "steps: [{on: request, do: duplicate}]"
[[nodiscard]] std::string one_step(const std::string& on, const std::string& misbehaviour, int delay_ms = -1);

}  // namespace otkel::test
