#include "gateway/mapping/run.hpp"

#include <fmt/format.h>

#include <set>

namespace otkel::mapping {
namespace {

namespace json = boost::json;

class KeyCollector {
public:
    void collect(const KeyPath& path, const json::value& value) { walk(path, 0, value); }
    [[nodiscard]] std::vector<BusinessKey> take() { return std::move(keys_); }

private:
    void walk(const KeyPath& path, std::size_t step, const json::value& value) {
        if (keys_.size() >= keys_max) {
            return;
        }
        if (step == path.steps.size()) {
            add(path.name, value);
            return;
        }
        const auto* object = value.if_object();
        const auto* member = object == nullptr ? nullptr : object->if_contains(path.steps[step].name);
        if (member == nullptr) {
            return;
        }
        if (!path.steps[step].each) {
            walk(path, step + 1, *member);
        } else if (const auto* list = member->if_array()) {
            for (const auto& entry : *list) {
                walk(path, step + 1, entry);
            }
        }
    }

    void add(const std::string& name, const json::value& value) {
        std::string text;
        if (const auto* string = value.if_string()) {
            text.assign(string->data(), string->size());
        } else if (value.is_int64() || value.is_uint64()) {
            text = value.is_int64() ? fmt::to_string(value.get_int64()) : fmt::to_string(value.get_uint64());
        }
        if (!text.empty() && seen_.emplace(name, text).second) {
            keys_.emplace_back(name, std::move(text));
        }
    }

    std::vector<BusinessKey> keys_;
    std::set<BusinessKey> seen_;
};

}  // namespace

std::string escaped_step(std::string_view name) {
    std::string step;
    for (const char c : name) {
        if (c == '~') {
            step += "~0";
        } else if (c == '/') {
            step += "~1";
        } else {
            step += c;
        }
    }
    return step;
}

std::string pointer_of(const Frame* frame, const std::vector<std::string>& path) {
    std::string pointer;
    if (frame != nullptr && frame->rule != nullptr) {
        pointer = pointer_of(frame->parent, frame->rule->json);
        if (frame->rule->shape == Shape::list) {
            pointer += "/" + std::to_string(frame->index);
        }
    }
    for (const auto& step : path) {
        pointer += "/" + escaped_step(step);
    }
    return pointer;
}

std::string xpath_of(const XmlName& root, const Frame* frame, std::string_view path) {
    std::string xpath;
    if (frame == nullptr || frame->rule == nullptr) {
        xpath = "/" + root.to_string();
    } else {
        xpath = xpath_of(root, frame->parent, frame->rule->xml);
        if (frame->rule->shape == Shape::list) {
            xpath += "[" + std::to_string(frame->index + 1) + "]";
        }
    }
    return path.empty() || path == "." ? xpath : xpath + "/" + std::string(path);
}

void Findings::describe(std::string_view code, Place place, const Mark& rule, std::string detail, std::string expected,
                        std::string found) {
    Finding finding;
    finding.code = code;
    finding.place = std::move(place);
    finding.expected = std::move(expected);
    finding.found = std::move(found);
    finding.detail = fmt::format("{} (rule {}:{})", detail, plan_.rule_file, rule.line);
    findings_.push_back(std::move(finding));
}

Error Findings::error(std::string_view direction) {
    if (count_ > findings_max) {
        Finding rest;
        rest.code = "more-findings";
        rest.severity = Severity::note;
        rest.detail = fmt::format("{} more findings are not listed", count_ - findings_max);
        findings_.push_back(std::move(rest));
    }
    Error error;
    error.code = Errc::mapping_failed;
    error.detail = fmt::format("{}: the message cannot be translated {}; {} {}", plan_.name, direction, count_,
                               count_ == 1 ? "place is wrong" : "places are wrong");
    error.findings = std::move(findings_);
    return error;
}

std::vector<BusinessKey> keys_of(const std::vector<KeyPath>& paths, const json::value& value) {
    KeyCollector collector;
    for (const auto& path : paths) {
        collector.collect(path, value);
    }
    return collector.take();
}

}  // namespace otkel::mapping
