#include "adapters/rex/desk.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "adapters/rex/condition.hpp"
#include "adapters/rex/facts.hpp"
#include "adapters/rex/registry.hpp"
#include "adapters/rex/request.hpp"
#include "adapters/rex/sheet_confirmation.hpp"

namespace otkel::adapters::rex {
namespace {

namespace json = boost::json;

constexpr std::string_view id_prefix = "REX-";
constexpr std::string_view reference_key = "rex-reference";
constexpr std::size_t tries_for_a_number = 50;
constexpr std::size_t number_digits = 6;

std::string case_id(const std::string& year, std::size_t number) {
    auto digits = std::to_string(number);
    digits.insert(0, number_digits - std::min(number_digits, digits.size()), '0');
    return std::string(id_prefix) + year + "-" + digits;
}

std::string content(json::object data) { return json::serialize(json::object{{"data", std::move(data)}}); }

adapter::CaseRecord record_of(std::string id, std::size_t number, Act act, const Actor& by, WallTime at) {
    adapter::CaseRecord record;
    record.case_id = std::move(id);
    record.number = number;
    record.kind = std::move(act.step_or_kind);
    record.content = content(std::move(act.data));
    record.at = at;
    record.who = by.who;
    record.address = by.address;
    record.papers = std::move(act.papers);
    if (!act.key.empty()) {
        record.keys.emplace_back(operation_key, std::move(act.key));
    }
    return record;
}

Result<void> check_day(const json::object& data, calendar::Day today) {
    const auto text = text_at(data, "on");
    if (text.empty()) {
        return {};
    }
    const auto day = calendar::parse_day(text);
    if (!day || *day > today) {
        return fail(Errc::invalid_argument, "data.on is the day on which it happened: " +
                                                (day ? std::string("it lies in the future") : day.error().detail));
    }
    return {};
}

}  // namespace

Actor machine() { return {"otkel", {}}; }

struct Desk::Opening {
    json::object request;
    std::string definition, calendar, reference;
    calendar::Day today;
};

asio::awaitable<Result<Case>> Desk::read(std::string id) {
    auto records = known_.contains(id) ? known_.at(id) : std::vector<adapter::KeptRecord>{};
    auto added = co_await services_.file.read(id, records.size() + 1);
    if (!added) {
        co_return fail(std::move(added.error()));
    }
    std::move(added->begin(), added->end(), std::back_inserter(records));
    auto found = read_case(std::move(records), services_.books);
    if (found && !found->is_over()) {
        known_.insert_or_assign(std::move(id), found->records);
    } else {
        known_.erase(id);
    }
    co_return found;
}

Result<Desk::Opening> Desk::prepare(NewCase& given) const {
    auto request = check_request(std::move(given.request));
    if (!request) {
        return fail(std::move(request.error()));
    }
    Opening opening{std::move(*request), {}, {}, {}, calendar::local_day(services_.clock.wall())};
    json::object day;
    if (!given.on.empty()) {
        day["on"] = given.on;
    }
    if (auto right = check_day(day, opening.today); !right) {
        return fail(std::move(right.error()));
    }
    const auto received = given.on.empty() ? opening.today : calendar::parse_day(given.on).value();
    const auto definition = services_.books.definitions.in_force_on(received);
    if (!definition) {
        return fail(definition.error());
    }
    const auto country = std::string(text_at(object_at(opening.request, "authority"), "country"));
    if (!(*definition)->takes_requests_of(country)) {
        std::string countries;
        for (const auto& one : (*definition)->countries) {
            countries += (countries.empty() ? "" : ", ") + one;
        }
        return fail(Errc::forbidden, "requests of " + country + " are not verified: the order (" + (*definition)->name +
                                         ") names " + countries + " only");
    }
    const auto calendar = services_.books.calendars.valid_on(opening.today);
    if (!calendar) {
        return fail(calendar.error());
    }
    opening.definition = (*definition)->name;
    opening.calendar = (*calendar)->version();
    opening.reference = country + "/" + std::string(text_at(object_at(opening.request, "authority"), "reference"));
    return opening;
}

asio::awaitable<Result<std::size_t>> Desk::last_number_of(std::string year) {
    const auto newest = co_await services_.file.cases(std::nullopt, {}, 1);
    if (!newest) {
        co_return fail(newest.error());
    }
    std::size_t number = 0;
    const auto begin = std::string(id_prefix) + year + "-";
    if (!newest->empty() && newest->front().starts_with(begin)) {
        const auto& id = newest->front();
        std::from_chars(id.data() + begin.size(), id.data() + id.size(), number);
    }
    co_return number;
}

asio::awaitable<Result<std::optional<Case>>> Desk::known(std::string key_name, std::string key) {
    if (key.empty()) {
        co_return std::optional<Case>{};
    }
    const auto ids = co_await services_.file.cases(std::pair{std::move(key_name), std::move(key)}, {}, 1);
    if (!ids) {
        co_return fail(ids.error());
    }
    if (ids->empty()) {
        co_return std::optional<Case>{};
    }
    auto found = co_await read(ids->front());
    if (!found) {
        co_return fail(std::move(found.error()));
    }
    co_return std::optional<Case>(std::move(*found));
}

asio::awaitable<Result<Case>> Desk::open(NewCase given, Actor by) {
    auto opening = prepare(given);
    if (!opening) {
        co_return fail(std::move(opening.error()));
    }
    auto before = co_await known(std::string(operation_key), given.key);
    if (!before) {
        co_return fail(std::move(before.error()));
    }
    if (*before) {
        co_return std::move(**before);
    }
    const auto same = co_await known(std::string(reference_key), opening->reference);
    if (!same) {
        co_return fail(same.error());
    }
    if (*same) {
        co_return fail(Errc::replay_conflict,
                       "the reference " + opening->reference + " has case " + (*same)->id + " already");
    }
    Act act{std::string(kind::receive),
            {{"definition", opening->definition}, {"calendar", opening->calendar}, {"how", given.how}},
            std::move(given.papers),
            std::move(given.key)};
    act.data["request"] = opening->request;
    if (!given.on.empty()) {
        act.data["on"] = given.on;
    }
    co_return co_await open_under_next_number(*opening, std::move(act), std::move(by));
}

asio::awaitable<Result<Case>> Desk::open_under_next_number(const Opening& opening, Act act, Actor by) {
    const auto year = std::to_string(calendar::year_of(opening.today));
    const auto last = co_await last_number_of(year);
    if (!last) {
        co_return fail(last.error());
    }
    const auto& request = opening.request;
    for (std::size_t tried = 1; tried <= tries_for_a_number; ++tried) {
        auto record = record_of(case_id(year, *last + tried), 1, act, by, services_.clock.wall());
        for (const auto& [name, value] :
             {std::pair{reference_key, std::string_view(opening.reference)},
              std::pair{std::string_view("rex-number"), text_at(object_at(request, "exporter"), "rexNumber")},
              std::pair{std::string_view("country"), text_at(object_at(request, "authority"), "country")},
              std::pair{std::string_view("invoice"), text_at(object_at(request, "invoice"), "number")}}) {
            record.keys.emplace_back(name, value);
        }
        const auto id = record.case_id;
        const auto kept = co_await services_.file.append(std::move(record));
        if (kept) {
            co_return co_await read(id);
        }
        if (kept.error().code != Errc::replay_conflict) {
            co_return fail(kept.error());
        }
    }
    co_return fail(Errc::overloaded, "no number could be given to the case: others are opened all the time");
}

asio::awaitable<Result<Case>> Desk::append(const Case& to, Act act, Actor by) {
    const auto id = to.id;
    const auto kept =
        co_await services_.file.append(record_of(id, to.next_number(), std::move(act), by, services_.clock.wall()));
    if (!kept) {
        co_return fail(kept.error());
    }
    co_return co_await read(id);
}

asio::awaitable<Result<std::vector<adapter::CasePaper>>> Desk::write_papers(const Case& of, const Step& step,
                                                                            const json::object& data) {
    std::vector<adapter::CasePaper> papers;
    if (step.paper.empty()) {
        co_return papers;
    }
    const auto identities = services_.identities();
    const auto identity = identities->find(services_.settings.key);
    if (identity == identities->end()) {
        co_return fail(Errc::invalid_configuration, "no key is called " + services_.settings.key);
    }
    const auto at = services_.clock.wall();
    auto write = [&] {
        return services_.papers.write(step.paper, paper_values(of, step, data, services_.settings.office, at),
                                      *identity->second, at);
    };
    auto written = co_await services_.workers.run(std::move(write));
    co_return written ? std::move(*written) : Result<std::vector<adapter::CasePaper>>(fail(written.error()));
}

asio::awaitable<Result<Case>> Desk::take(std::string id, Act act, Actor by) {
    const auto now = co_await read(std::move(id));
    if (!now) {
        co_return fail(now.error());
    }
    if (auto right = check_day(act.data, calendar::local_day(services_.clock.wall())); !right) {
        co_return fail(std::move(right.error()));
    }
    if (now->pending && now->pending->step == act.step_or_kind) {
        if (text_at(act.data, "on").empty()) {
            co_return fail(Errc::in_progress, "the paper of " + act.step_or_kind +
                                                  " is on its way; when it went another way, say in data.on on which "
                                                  "day its receiver had it");
        }
        co_return co_await append(*now, std::move(act), std::move(by));
    }
    if (act.step_or_kind == "confirm-check") {
        auto confirmed = confirm(make_sheet(now->facts, services_.settings.sheet_rules()), act.data);
        if (!confirmed) {
            co_return fail(std::move(confirmed.error()));
        }
        act.data = std::move(*confirmed);
    }
    const auto step = may_take(*now, act.step_or_kind, act.data);
    if (!step) {
        co_return fail(step.error());
    }
    auto papers = co_await write_papers(*now, **step, act.data);
    if (!papers) {
        co_return fail(std::move(papers.error()));
    }
    std::move(papers->begin(), papers->end(), std::back_inserter(act.papers));
    const auto country = text_at(object_at(object_at(now->facts, "request"), "authority"), "country");
    if (!(*step)->errand.empty() && services_.settings.route((*step)->errand, country) != nullptr) {
        act.data["step"] = (*step)->name;
        act.step_or_kind = kind::decide;
    }
    co_return co_await append(*now, std::move(act), std::move(by));
}

Result<Act> Desk::checked(const Case& of, Act act) const {
    if (act.step_or_kind == kind::registry) {
        auto data = check_recorded_answer(std::move(act.data), act.papers);
        if (!data) {
            return fail(std::move(data.error()));
        }
        act.data = std::move(*data);
    } else if (act.step_or_kind == kind::note) {
        if (text_at(act.data, "text").empty()) {
            return fail(Errc::invalid_argument, "a note has data.text");
        }
    } else if (act.step_or_kind == kind::correct) {
        const auto* number = act.data.if_contains("record");
        const bool exists = number != nullptr && number->is_int64() && number->get_int64() > 0 &&
                            static_cast<std::size_t>(number->get_int64()) <= of.records.size();
        if (!exists || text_at(act.data, "reason").empty() || object_at(act.data, "data").empty()) {
            return fail(Errc::invalid_argument,
                        "a correction has data.record (the number of the record), data.data (all that it shall say) "
                        "and data.reason");
        }
    } else if (act.step_or_kind == kind::package) {
        auto package = check_package(std::move(act.data), services_.settings.package);
        if (!package) {
            return fail(std::move(package.error()));
        }
        act.data = std::move(package->data);
        std::move(package->papers.begin(), package->papers.end(), std::back_inserter(act.papers));
    } else {
        return fail(Errc::invalid_argument,
                    "what is added to a case is a package, an answer of the registry, a note or "
                    "a correction");
    }
    return act;
}

asio::awaitable<Result<Case>> Desk::add(std::string id, Act act, Actor by) {
    const auto now = co_await read(std::move(id));
    if (!now) {
        co_return fail(now.error());
    }
    auto before = co_await known(std::string(operation_key), act.key);
    if (!before) {
        co_return fail(std::move(before.error()));
    }
    if (*before) {
        co_return std::move(**before);
    }
    if (now->is_over() && act.step_or_kind != kind::note) {
        co_return fail(Errc::invalid_argument, "case " + now->id + " is closed: only a note can be added");
    }
    if (auto right = check_day(act.data, calendar::local_day(services_.clock.wall())); !right) {
        co_return fail(std::move(right.error()));
    }
    auto usable = checked(*now, std::move(act));
    if (!usable) {
        co_return fail(std::move(usable.error()));
    }
    if (usable->step_or_kind == kind::correct) {
        // What would follow from the correction has to be a case, too.
        auto records = now->records;
        records.push_back({{}, record_of(now->id, now->next_number(), *usable, by, services_.clock.wall())});
        if (auto follows = read_case(std::move(records), services_.books); !follows) {
            co_return fail(Errc::invalid_argument, follows.error().detail);
        }
    }
    co_return co_await append(*now, std::move(*usable), std::move(by));
}

}  // namespace otkel::adapters::rex
