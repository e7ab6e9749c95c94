#include "adapters/rex/rounds.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>

#include "adapters/rex/condition.hpp"
#include "adapters/rex/facts.hpp"
#include "adapters/rex/terms.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::adapters::rex {
namespace {

namespace json = boost::json;
using adapter::Standing;

constexpr std::size_t cases_looked_at = 10'000;
constexpr std::size_t acts_in_a_row = 20;  // more than any case has at once
// Cases of other gateways are found a little later than they were opened.
constexpr std::chrono::minutes overlap{10};

bool was_told(const Case& of, std::string_view record_kind, std::string_view term) {
    return std::any_of(of.records.begin(), of.records.end(), [&](const auto& one) {
        return one.record.kind == record_kind && text_at(data_of(one.record), "term") == term;
    });
}

std::size_t number_of(const Case& of, std::string_view record_kind) {
    const auto found = of.counts.find(record_kind);
    return found == of.counts.end() ? 0 : found->second;
}

json::object receipt_of(const Standing& standing, const Case& of) {
    json::object data{{"exchange", standing.exchange.text()}, {"decision", of.pending->record}};
    boost::system::error_code error;
    auto answer = json::parse(standing.answer, error);
    if (!error) {
        data["receipt"] = std::move(answer);
    }
    return data;
}

bool has_last_note(const Case& of, std::string_view text) {
    const auto& notes = array_at(of.facts, "notes");
    return !notes.empty() && notes.back().is_object() && text_at(notes.back().get_object(), "text") == text;
}

}  // namespace

asio::awaitable<void> Rounds::find_open() {
    const auto now = services_.clock.wall();
    const auto since = found_until_ ? *found_until_ - overlap : WallTime{};
    const auto ids = co_await services_.file.cases(std::nullopt, since, cases_looked_at);
    if (!ids) {
        log::warning("rex-cases-not-read", {{"reason", ids.error().to_string()}});
        co_return;
    }
    open_.insert(ids->begin(), ids->end());
    found_until_ = now;
}

asio::awaitable<void> Rounds::look() {
    co_await find_open();
    const std::vector<std::string> ids(open_.begin(), open_.end());
    for (const auto& id : ids) {
        const auto now = co_await look_at(id);
        if (now && now->is_over()) {
            open_.erase(id);
            overdue_.erase(id);
            next_question_.erase(id);
        } else if (!now) {
            log::warning("rex-case-waits", {{"case", id}, {"reason", now.error().to_string()}});
        }
    }
}

asio::awaitable<Result<Case>> Rounds::look_at(std::string id) {
    auto now = co_await services_.desk.read(id);
    for (std::size_t acts = 0; now && acts < acts_in_a_row && !now->is_over(); ++acts) {
        auto next = co_await act(*now);
        if (!next) {
            co_return fail(std::move(next.error()));
        }
        if (!*next) {
            break;
        }
        now = std::move(**next);
    }
    co_return now;
}

asio::awaitable<Rounds::Outcome> Rounds::append(const Case& to, Act act) {
    auto next = co_await services_.desk.append(to, std::move(act), machine());
    if (next) {
        co_return std::optional<Case>(std::move(*next));
    }
    if (next.error().code == Errc::replay_conflict) {
        auto again = co_await services_.desk.read(to.id);
        co_return again ? Outcome(std::optional<Case>(std::move(*again))) : Outcome(fail(again.error()));
    }
    co_return fail(std::move(next.error()));
}

// What can be done comes before what is told: a paper that leaves on the last day needs no warning.
asio::awaitable<Rounds::Outcome> Rounds::act(const Case& on) {
    if (on.pending) {
        auto sent = co_await hand_over(on);
        co_return !sent || *sent ? std::move(sent) : co_await tell_terms(on);
    }
    const json::object none;
    for (const std::string_view step : {"receive-documents", "record-revocation"}) {
        if (may_take(on, step, none)) {
            co_return co_await append(on, {std::string(step), {}});
        }
    }
    if (wants_registry(on)) {
        auto asked = co_await ask_registry(on);
        if (!asked || *asked) {
            co_return asked;
        }
    }
    co_return co_await tell_terms(on);
}

// The request of an errand is made of what was on disk when it was decided, whatever came after: the same again after a
// crash, and known by its key.
asio::awaitable<Result<json::value>> Rounds::errand_of(const Case& of) {
    const auto& decision = of.records[of.pending->record - 1];
    const auto data = data_of(decision.record);
    const auto facts =
        facts_of({of.records.begin(), of.records.begin() + static_cast<std::ptrdiff_t>(of.pending->record)});
    json::object errand{{"case", of.id},
                        {"step", of.pending->step},
                        {"number", of.id + "/" + std::to_string(of.pending->record)},
                        {"date", day_text(decision.record, data)},
                        {"request", object_at(facts, "request")}};
    errand["documents"] = missing_in_words(*of.definition, facts);
    if (const auto& conclusion = object_at(facts, "conclusion"); !conclusion.empty()) {
        errand["result"] = text_at(conclusion, "result");
        if (const auto* ground = of.definition->ground(text_at(conclusion, "ground"))) {
            errand["ground"] = ground->name;
            errand["groundText"] =
                json::object{{"en", ground->words.en}, {"ru", ground->words.ru}, {"kk", ground->words.kk}};
        }
    }
    auto& papers = errand["papers"].emplace_array();
    for (const auto& paper : decision.record.papers) {
        auto read = co_await services_.file.paper(decision.exchange, paper.name);
        if (!read) {
            co_return fail(std::move(read.error()));
        }
        papers.push_back(json::object{
            {"name", read->name}, {"contentType", read->content_type}, {"content", to_base64(read->octets)}});
    }
    co_return json::value(std::move(errand));
}

void Rounds::wait_for_receipt(const std::string& id) {
    constexpr std::chrono::seconds first_pause{1};
    auto& wait = going_on_[id];
    wait.pause = std::clamp<std::chrono::seconds>(2 * wait.pause, first_pause, services_.settings.look_every);
    wait.until = services_.clock.steady() + wait.pause;
}

asio::awaitable<void> Rounds::look_at_what_goes_on() {
    const auto now = services_.clock.steady();
    std::vector<std::string> due;
    for (const auto& [id, wait] : going_on_) {
        if (wait.until <= now) {
            due.push_back(id);
        }
    }
    for (const auto& id : due) {
        const auto seen = co_await look_at(id);
        if (seen && !seen->pending) {
            going_on_.erase(id);
        }
    }
}

asio::awaitable<Rounds::Outcome> Rounds::hand_over(const Case& of) {
    const auto country = text_at(object_at(object_at(of.facts, "request"), "authority"), "country");
    const auto* route = services_.settings.route(of.pending->errand, country);
    if (route == nullptr) {
        co_return fail(Errc::invalid_configuration, "no route carries the errand " + of.pending->errand +
                                                        " any more: set it in routes of config/adapters/rex.yaml");
    }
    auto request = co_await errand_of(of);
    if (!request) {
        co_return fail(std::move(request.error()));
    }
    adapter::Errand errand{*route, of.id + "/" + std::to_string(of.pending->record), std::move(*request)};
    const auto standing = co_await services_.errands.hand_over(std::move(errand));
    if (!standing) {
        co_return fail(standing.error());
    }
    switch (standing->state) {
        case Standing::State::under_way: wait_for_receipt(of.id); co_return std::optional<Case>{};
        case Standing::State::answered: co_return co_await append(of, {of.pending->step, receipt_of(*standing, of)});
        case Standing::State::failed:
        case Standing::State::parked: break;
    }
    const auto text = "the paper of " + of.pending->step + " did not reach its receiver (exchange " +
                      standing->exchange.text() + "): " + standing->reason;
    if (has_last_note(of, text)) {
        co_return std::optional<Case>{};
    }
    co_return co_await append(of, {std::string(kind::note), {{"text", text}}});
}

// Once the documents are there, and for as long as a revocation is waited for.
bool Rounds::wants_registry(const Case& of) const {
    if (!services_.registry.asks()) {
        return false;
    }
    const auto wait = next_question_.find(of.id);
    if (wait != next_question_.end() && services_.clock.wall() < wait->second) {
        return false;
    }
    const json::object none;
    const Question about{*of.definition, of.facts, none};
    const bool revocation_is_waited_for = holds("revocation-requested", about) && !holds("revocation-settled", about);
    return revocation_is_waited_for || (of.days.contains("receive-documents") && number_of(of, kind::registry) == 0);
}

asio::awaitable<Rounds::Outcome> Rounds::ask_registry(const Case& of) {
    next_question_[of.id] = services_.clock.wall() + services_.settings.registry_every;
    const auto number = std::string(text_at(object_at(object_at(of.facts, "request"), "exporter"), "rexNumber"));
    auto answer =
        co_await services_.registry.ask(number, Deadline::after(services_.clock, services_.settings.registry_time_out));
    if (!answer) {
        log::warning("rex-registry-silent", {{"case", of.id}, {"reason", answer.error().to_string()}});
        co_return std::optional<Case>{};
    }
    const auto& answers = array_at(of.facts, "registry");
    const bool is_news =
        answers.empty() || text_at(answers.back().as_object(), "status") != text_at(answer->data, "status");
    if (!is_news) {
        co_return std::optional<Case>{};
    }
    co_return co_await append(of, {std::string(kind::registry), std::move(answer->data), std::move(answer->evidence)});
}

asio::awaitable<Rounds::Outcome> Rounds::tell_terms(const Case& of) {
    const auto terms = terms_of(of, calendar::local_day(services_.clock.wall()));
    if (!terms) {
        co_return fail(terms.error());
    }
    const bool any_over = std::any_of(terms->begin(), terms->end(),
                                      [](const auto& one) { return one.standing == TermStanding::Standing::overdue; });
    if (any_over) {
        overdue_.insert(of.id);
    } else {
        overdue_.erase(of.id);
    }
    for (const auto& term : *terms) {
        const bool over = term.standing == TermStanding::Standing::overdue;
        if (!over && term.standing != TermStanding::Standing::nearly_over) {
            continue;
        }
        const auto what = over ? kind::overdue : kind::warn;
        if (was_told(of, what, term.name)) {
            continue;
        }
        log::warning(over ? "rex-term-overdue" : "rex-term-nearly-over",
                     {{"case", of.id}, {"term", term.name}, {"due", calendar::to_text(term.due.day)}});
        co_return co_await append(
            of, {std::string(what),
                 {{"term", term.name}, {"due", calendar::to_text(term.due.day)}, {"calendar", term.due.version}}});
    }
    co_return std::optional<Case>{};
}

}  // namespace otkel::adapters::rex
