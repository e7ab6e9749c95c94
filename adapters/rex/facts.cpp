#include "adapters/rex/facts.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include "gateway/calendar/day.hpp"

namespace otkel::adapters::rex {
namespace {

namespace json = boost::json;

void append(json::object& facts, std::string_view key, json::object one) {
    auto& list = facts[key];
    if (!list.is_array()) {
        list.emplace_array();
    }
    list.as_array().push_back(std::move(one));
}

json::array paper_names(const adapter::CaseRecord& record) {
    json::array names;
    for (const auto& paper : record.papers) {
        names.emplace_back(paper.name);
    }
    return names;
}

// A step that sends something, once its receiver has it.
bool is_receipt(std::string_view step) {
    return step == "request-documents" || step == "request-missing" || step == "request-revocation";
}

void add(json::object& facts, const adapter::CaseRecord& record, json::object data) {
    data["on"] = day_text(record, data);
    data["who"] = record.who;
    data["record"] = record.number;
    const auto& what = record.kind;
    if (what == kind::receive) {
        facts["request"] = object_at(data, "request");
        facts["received"] = data["on"];
        facts["case"] = record.case_id;
    } else if (what == kind::package) {
        if (const auto& application = object_at(data, "application"); !application.empty()) {
            facts["application"] = application;
        }
        append(facts, "packages", std::move(data));
    } else if (what == kind::registry) {
        append(facts, "registry", std::move(data));
    } else if (what == kind::note) {
        append(facts, "notes", std::move(data));
    } else if (is_receipt(what)) {
        data["step"] = what;
        append(facts, "sent", std::move(data));
    } else if (what == "confirm-check") {
        facts["sheet"] = std::move(data);
    } else if (what == "conclude") {
        data["papers"] = paper_names(record);
        facts["conclusion"] = std::move(data);
    } else if (what == "record-revocation") {
        facts["revocation"] = std::move(data);
    } else if (what == "reply") {
        facts["reply"] = std::move(data);
    }
}

}  // namespace

std::string_view text_at(const json::object& object, std::string_view key) {
    const auto* found = object.if_contains(key);
    return found != nullptr && found->is_string() ? std::string_view(found->get_string()) : std::string_view();
}

const json::object& object_at(const json::object& object, std::string_view key) {
    static const json::object nothing;
    const auto* found = object.if_contains(key);
    return found != nullptr && found->is_object() ? found->get_object() : nothing;
}

const json::array& array_at(const json::object& object, std::string_view key) {
    static const json::array nothing;
    const auto* found = object.if_contains(key);
    return found != nullptr && found->is_array() ? found->get_array() : nothing;
}

json::object data_of(const adapter::CaseRecord& record) {
    boost::system::error_code error;
    const auto content = json::parse(record.content, error);
    return error || !content.is_object() ? json::object{} : object_at(content.get_object(), "data");
}

std::string day_text(const adapter::CaseRecord& record, const json::object& data) {
    const auto given = text_at(data, "on");
    return given.empty() ? calendar::to_text(calendar::local_day(record.at)) : std::string(given);
}

std::vector<json::object> data_in_force(const std::vector<adapter::KeptRecord>& records) {
    std::vector<json::object> all;
    all.reserve(records.size());
    for (const auto& one : records) {
        all.push_back(data_of(one.record));
        if (one.record.kind != kind::correct) {
            continue;
        }
        const auto* number = all.back().if_contains("record");
        const auto wanted = number != nullptr && number->is_int64() ? number->get_int64() : 0;
        for (std::size_t i = 0; i + 1 < all.size(); ++i) {
            if (static_cast<std::int64_t>(records[i].record.number) == wanted) {
                all[i] = object_at(all.back(), "data");
            }
        }
    }
    return all;
}

json::object facts_of(const std::vector<adapter::KeptRecord>& records) {
    json::object facts;
    auto data = data_in_force(records);
    for (std::size_t i = 0; i < records.size(); ++i) {
        add(facts, records[i].record, std::move(data[i]));
    }
    return facts;
}

}  // namespace otkel::adapters::rex
