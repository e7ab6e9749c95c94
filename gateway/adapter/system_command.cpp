#include "gateway/adapter/system_command.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

namespace otkel::adapter {
namespace {

namespace json = boost::json;

std::string text_at(const json::object& object, std::string_view key) {
    const auto* found = object.if_contains(key);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

}  // namespace

const std::vector<std::string>& CommandWords::all(std::string_view name) const {
    static const std::vector<std::string> none;
    const auto found = values_.find(name);
    return found == values_.end() ? none : found->second;
}

const std::string& CommandWords::one(std::string_view name) const {
    static const std::string none;
    const auto& found = all(name);
    return found.empty() ? none : found.back();
}

std::string problem_in_lines(const net::HttpResponse& response) {
    boost::system::error_code error;
    const auto body = json::parse(response.body, error);
    if (error || !body.is_object()) {
        return "HTTP " + std::to_string(response.status) + ": " + response.body;
    }
    const auto& problem = body.get_object();
    auto text = text_at(problem, "title") + ": " + text_at(problem, "detail");
    const auto* findings = problem.if_contains("findings");
    if (findings == nullptr || !findings->is_array()) {
        return text;
    }
    for (const auto& one : findings->get_array()) {
        if (!one.is_object()) {
            continue;
        }
        const auto& finding = one.get_object();
        text += "\n  " + text_at(finding, "pointer") + text_at(finding, "xpath") + ": " + text_at(finding, "detail");
        if (const auto expected = text_at(finding, "expected"); !expected.empty()) {
            text += "; expected " + expected;
        }
    }
    return text;
}

}  // namespace otkel::adapter
