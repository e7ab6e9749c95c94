#pragma once

#include <functional>
#include <iosfwd>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/net/http.hpp"

// Commands of a system on the command line: "otkel rex list". They speak to the running gateway through its operators'
// listener, so that whoever is at a keyboard can do no more than whoever uses the API, and leaves the same traces.

namespace otkel::adapter {

struct CommandWord {
    std::string name;  // "case", or "--country"
    std::string about;
    enum class Kind : std::uint8_t { required, optional, repeated, flag } kind{Kind::optional};
};

// What was typed.
class CommandWords {
public:
    void add(const std::string& name, std::string value) { values_[name].push_back(std::move(value)); }
    [[nodiscard]] bool has(std::string_view name) const { return values_.find(name) != values_.end(); }
    [[nodiscard]] const std::string& one(std::string_view name) const;  // empty when it is not there
    [[nodiscard]] const std::vector<std::string>& all(std::string_view name) const;

private:
    std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

// The admin API below /admin/v1/<system>/, as the person who typed. Blocks.
class OperatorCalls {
public:
    virtual ~OperatorCalls() = default;
    // `body`: JSON, of a POST. An error: no gateway answered. Whatever it answers is an answer.
    [[nodiscard]] virtual Result<net::HttpResponse> get(const std::string& path) = 0;
    [[nodiscard]] virtual Result<net::HttpResponse> post(const std::string& path, std::string body) = 0;
};

struct CommandStreams {
    std::ostream& out;         // results
    std::ostream& complaints;  // what people read when it went wrong
};

struct SystemCommand {
    std::string name, about;
    std::vector<CommandWord> words;  // those without "--" in their order; every command has --config and --json, too
    // Gives the exit code: 0 done, 1 refused, 2 wrong usage. An error is complained about and gives 1, or 2 when it is
    // Errc::invalid_argument.
    std::function<Result<int>(const CommandWords& words, OperatorCalls& calls, CommandStreams to)> run;
};

// A problem document (RFC 9457) in lines for people.
[[nodiscard]] std::string problem_in_lines(const net::HttpResponse& response);

}  // namespace otkel::adapter
