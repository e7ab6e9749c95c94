#include "adapters/rex/case_json.hpp"

#include <algorithm>

#include "adapters/rex/condition.hpp"
#include "adapters/rex/facts.hpp"
#include "adapters/rex/terms.hpp"

namespace otkel::adapters::rex {
namespace {

namespace json = boost::json;

json::object to_json(const TermStanding& term) {
    json::object out{{"term", term.name},
                     {"workingDays", term.working_days},
                     {"since", calendar::to_text(term.since)},
                     {"due", calendar::to_text(term.due.day)},
                     {"standing", name(term.standing)},
                     {"calendar", term.due.version}};
    if (!term.paragraph.empty()) {
        out["paragraph"] = term.paragraph;
    }
    if (term.done) {
        out["done"] = calendar::to_text(*term.done);
    } else {
        out["passed"] = term.elapsed.passed;
    }
    auto& off = out["daysOff"].emplace_array();
    for (const auto& day : term.due.passed) {
        if (!day.is_working && day.reason != calendar::Reason::weekend) {
            off.push_back(json::object{
                {"day", calendar::to_text(day.day)}, {"why", day.text.in(Language::en)}, {"source", day.source}});
        }
    }
    return out;
}

json::array steps_of(const Case& of) {
    json::array steps;
    const json::object none;
    for (const auto* step : steps_called_for(of)) {
        json::object one{{"step", step->name}, {"by", step->by}, {"leadsTo", step->to}};
        if (!step->paragraph.empty()) {
            one["paragraph"] = step->paragraph;
        }
        auto& needs = one["needs"].emplace_array();
        for (const auto& condition : step->when) {
            if (!holds(condition, {*of.definition, of.facts, none})) {
                needs.push_back(json::object{{"condition", condition}, {"advice", advice(condition)}});
            }
        }
        steps.push_back(std::move(one));
    }
    return steps;
}

json::array records_of(const Case& of) {
    json::array records;
    for (const auto& one : of.records) {
        json::object record{{"number", one.record.number},      {"kind", one.record.kind},
                            {"at", to_utc_text(one.record.at)}, {"who", one.record.who},
                            {"exchange", one.exchange.text()},  {"data", data_of(one.record)}};
        if (!one.record.address.empty()) {
            record["address"] = one.record.address;
        }
        auto& papers = record["papers"].emplace_array();
        for (const auto& paper : one.record.papers) {
            papers.push_back(json::object{{"name", paper.name}, {"contentType", paper.content_type}});
        }
        records.push_back(std::move(record));
    }
    return records;
}

}  // namespace

Result<json::object> line_of(const Case& of, calendar::Day today) {
    const auto terms = terms_of(of, today);
    if (!terms) {
        return fail(terms.error());
    }
    const auto& request = object_at(of.facts, "request");
    const auto& whole = terms->back();
    json::object line{{"case", of.id},
                      {"state", of.state},
                      {"country", text_at(object_at(request, "authority"), "country")},
                      {"reference", text_at(object_at(request, "authority"), "reference")},
                      {"rexNumber", text_at(object_at(request, "exporter"), "rexNumber")},
                      {"exporter", text_at(object_at(request, "exporter"), "name")},
                      {"received", text_at(of.facts, "received")},
                      {"due", calendar::to_text(whole.due.day)},
                      {"standing", name(whole.standing)}};
    const auto worst = std::find_if(terms->begin(), terms->end(),
                                    [](const auto& one) { return one.standing == TermStanding::Standing::overdue; });
    if (worst != terms->end() && worst->name != whole_case) {
        line["overdueTerm"] = worst->name;
    }
    if (of.pending) {
        line["pending"] = of.pending->step;
    }
    return line;
}

Result<json::object> to_json(const Case& of, calendar::Day today, const SheetRules& rules) {
    auto out = line_of(of, today);
    const auto terms = terms_of(of, today);
    if (!out || !terms) {
        return fail(out ? terms.error() : out.error());
    }
    (*out)["definition"] = of.definition->name;
    (*out)["calendar"] = of.calendar->version();
    auto& all = (*out)["terms"].emplace_array();
    for (const auto& term : *terms) {
        all.push_back(to_json(term));
    }
    (*out)["steps"] = steps_of(of);
    auto& missing = (*out)["missing"].emplace_array();
    for (auto& one : missing_documents(*of.definition, of.facts)) {
        missing.emplace_back(std::move(one));
    }
    const auto& confirmed = object_at(of.facts, "sheet");
    (*out)["sheet"] = confirmed.empty() ? json::value(make_sheet(of.facts, rules)) : confirmed.at("rows");
    (*out)["records"] = records_of(of);
    return out;
}

}  // namespace otkel::adapters::rex
