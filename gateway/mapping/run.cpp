#include "gateway/mapping/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <tuple>

namespace otkel::mapping {
namespace {

namespace json = boost::json;

void walk(const KeyPath& path, std::size_t step, const json::value& value, std::uint16_t key, KeyCollector& keys) {
    if (step == path.steps.size()) {
        keys.add(key, value);
        return;
    }
    const auto* object = value.if_object();
    const auto* member = object == nullptr ? nullptr : object->if_contains(path.steps[step].name);
    if (member == nullptr) {
        return;
    }
    if (!path.steps[step].each) {
        walk(path, step + 1, *member, key, keys);
    } else if (const auto* list = member->if_array()) {
        for (const auto& entry : *list) {
            walk(path, step + 1, entry, key, keys);
        }
    }
}

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
    finding.detail = fmt::format("{} (rule {}:{})", detail, plan_.files.at(rule.file), rule.line);
    findings_.push_back(std::move(finding));
}

// As they stand in the message; what is missing stands where the element is that misses it.
void Findings::sort() {
    std::vector<std::size_t> order(findings_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::tie(findings_[a].place.line, a) < std::tie(findings_[b].place.line, b);
    });
    std::vector<Finding> sorted;
    sorted.reserve(order.size());
    for (const auto index : order) {
        sorted.push_back(std::move(findings_[index]));
    }
    findings_ = std::move(sorted);
}

Error Findings::error(std::string_view direction) {
    sort();
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

void KeyCollector::add(std::uint16_t key, const Value& value) {
    if (value.kind == Value::Kind::text) {
        add(key, value.text);
    } else if (value.kind == Value::Kind::number) {
        add(key, std::string_view(fmt::to_string(value.number)));
    }
}

void KeyCollector::add(std::uint16_t key, const json::value& value) {
    if (const auto* string = value.if_string()) {
        add(key, std::string_view(string->data(), string->size()));
    } else if (value.is_int64() || value.is_uint64()) {
        add(key, std::string_view(value.is_int64() ? fmt::to_string(value.get_int64())
                                                   : fmt::to_string(value.get_uint64())));
    }
}

void KeyCollector::add(std::uint16_t key, std::string_view text) {
    if (text.empty() || keys_.size() >= keys_max || seen_.contains(std::pair{key, text})) {
        return;
    }
    const auto& kept = keys_.emplace_back(key, text);
    seen_.emplace(key, kept.second);
}

std::vector<BusinessKey> KeyCollector::take(const std::vector<KeyPath>& paths) {
    std::vector<BusinessKey> keys;
    keys.reserve(keys_.size());
    for (std::size_t i = 0; i < paths.size(); ++i) {
        for (auto& [key, text] : keys_) {
            if (key == i + 1) {
                keys.emplace_back(paths[i].name, std::move(text));
            }
        }
    }
    return keys;
}

std::vector<BusinessKey> keys_of(const std::vector<KeyPath>& paths, const json::value& value) {
    KeyCollector collector;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        walk(paths[i], 0, value, static_cast<std::uint16_t>(i + 1), collector);
    }
    return collector.take(paths);
}

Place place_of_rule(const MessagePlan& plan, const Mark& mark) {
    return {plan.files.at(mark.file), mark.line, mark.column, {}};
}

}  // namespace otkel::mapping
