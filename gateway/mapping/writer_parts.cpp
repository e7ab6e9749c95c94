#include <algorithm>

#include "gateway/mapping/paths.hpp"
#include "gateway/mapping/values.hpp"
#include "gateway/mapping/words.hpp"
#include "gateway/mapping/writer.hpp"

// What the writer makes of objects that are not simply members with names of their own.

namespace otkel::mapping {
namespace {

namespace json = boost::json;

std::string_view view(const json::string& text) { return {text.data(), text.size()}; }
std::string_view view(json::string_view text) { return {text.data(), text.size()}; }

const json::value* member_at(const json::value& value, const std::vector<std::string>& path) {
    const auto* at = &value;
    for (const auto& step : path) {
        const auto* object = at->if_object();
        at = object == nullptr ? nullptr : object->if_contains(step);
        if (at == nullptr) {
            return nullptr;
        }
    }
    return at;
}

}  // namespace

void Writer::nil(const XmlName& name) {
    writer_->open(name.prefix, name.local);
    writer_->attribute("xsi", "nil", "true");
    writer_->close();
}

bool Writer::writes_nil(const Loaded& here, const ElementNode& node) const {
    return std::any_of(node.text.begin(), node.text.end(), [&](RuleNumber number) {
        const auto& from = slot(here, number);
        return here.scope->rules[number].nil && from.state == State::present && from.value->is_null();
    });
}

// The element of an object whose kind decides it; nullopt after a finding.
std::optional<XmlName> Writer::name_of(const Frame& inside, const XmlName& usual, const json::value& value) {
    const auto& rule = *inside.rule;
    if (!rule.any_element) {
        return usual;
    }
    const auto& choice = rule.scope->choices.front();
    const auto& decides = rule.scope->rules[choice.rule];
    const auto* word = member_at(value, decides.json);
    std::vector<std::string> words;
    for (const auto& branch : choice.branches) {
        if (word != nullptr && word->is_string() && view(word->get_string()) == branch.word) {
            return branch.name;
        }
        words.push_back(branch.word);
    }
    if (findings_.next()) {
        findings_.describe(word == nullptr ? "required-missing" : "code-unknown",
                           Place{{}, 0, 0, pointer_of(&inside, decides.json)}, decides.mark,
                           "the member that decides which element is written", listed(words),
                           word == nullptr ? "nothing" : described(*word));
    }
    return std::nullopt;
}

void Writer::entries(const Loaded& here, const Rule& rule, const XmlName& name, const json::value& value) {
    const auto* members_of = value.if_object();
    if (members_of == nullptr) {
        wrong_type(rule, pointer_of(here.frame, rule.json), "an object", value);
        return;
    }
    for (const auto& entry : *members_of) {
        const json::value key(entry.key());
        const auto before = slots_.size();
        slots_.push_back({&key, State::present});
        slots_.push_back({&entry.value(), State::present});
        writer_->open(name.prefix, name.local);
        content(Loaded{rule.scope.get(), here.frame, before, {}});
        writer_->close();
        slots_.resize(before);
    }
}

void Writer::bag(const Loaded& here, const Rule& rule, const json::value& value) {
    const auto* members_of = value.if_object();
    if (members_of == nullptr) {
        wrong_type(rule, pointer_of(here.frame, rule.json), "an object", value);
        return;
    }
    for (const auto& entry : *members_of) {
        const auto name = name_in_xml(plan_.namespaces, view(entry.key()));
        auto path = rule.json;
        path.emplace_back(view(entry.key()));
        const bool taken = name && std::any_of(rule.known.begin(), rule.known.end(),
                                               [&](const XmlName& known) { return known.same_as(*name); });
        const bool declares = name && (name->local == "xmlns" || name->prefix == "xmlns");
        if (!name || taken || declares) {
            if (findings_.next()) {
                findings_.describe("name-invalid", Place{{}, 0, 0, pointer_of(here.frame, path)}, rule.mark,
                                   taken ? "another rule writes this attribute"
                                         : "the name of the member cannot be the name of an attribute",
                                   "a name, or a prefix of the mapping and a name", in_quotes(view(entry.key())));
            }
            continue;
        }
        if (const auto text = converted(rule, entry.value(), here.frame, path)) {
            writer_->attribute(name->prefix, name->local, *text);
        }
    }
}

void Writer::document(const Loaded& here, const Rule& rule, const XmlName& name, const json::value& value) {
    const auto* members_of = value.if_object();
    if (members_of == nullptr) {
        wrong_type(rule, pointer_of(here.frame, rule.json), "an object", value);
        return;
    }
    std::string octets = rule.declaration ? R"(<?xml version="1.0" encoding="UTF-8"?>)" : "";
    xml::CanonicalWriter inner(octets);
    auto* outer = std::exchange(writer_, &inner);
    for (const auto& [prefix, space] : rule.declared) {
        writer_->declare(prefix, space);
    }
    const Frame inside{here.frame, &rule, 0};
    const auto before = slots_.size();
    writer_->open(rule.root->prefix, rule.root->local);
    content(load(*rule.scope, *members_of, &inside));
    writer_->close();
    slots_.resize(before);
    writer_ = outer;
    writer_->leaf(name.prefix, name.local, octets);
}

std::string_view Writer::written_now(const Rule& rule) {
    if (!rule.type.forms.empty()) {
        // The form takes as much of the time as it can write.
        const auto whole = now_.substr(0, now_.find('.'));
        const auto offset = now_.substr(now_.find_last_of("+-Z"));
        for (const auto& time : {now_, whole + offset, whole, now_.substr(0, 10)}) {
            if (auto written = rule.type.forms.front().from_iso(time)) {
                buffer_ = std::move(*written);
                break;
            }
        }
        return buffer_;
    }
    return rule.type.type == Type::date ? std::string_view(now_).substr(0, 10) : std::string_view(now_);
}

}  // namespace otkel::mapping
