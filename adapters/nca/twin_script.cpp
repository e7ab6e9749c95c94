#include "adapters/nca/twin_script.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "gateway/settings/section.hpp"

namespace otkel::adapters::nca {
namespace {

constexpr std::array operations{
    std::pair{Operation::ocsp, std::string_view("ocsp")}, std::pair{Operation::tsp, std::string_view("tsp")},
    std::pair{Operation::crl, std::string_view("crl")}, std::pair{Operation::delta_crl, std::string_view("delta-crl")},
    std::pair{Operation::certificate, std::string_view("certificate")}};

constexpr unsigned bit(Operation operation) { return 1U << static_cast<unsigned>(operation); }
constexpr unsigned questions = bit(Operation::ocsp) | bit(Operation::tsp);
constexpr unsigned lists = bit(Operation::crl) | bit(Operation::delta_crl);
constexpr unsigned all = questions | lists | bit(Operation::certificate);

struct Word {
    std::string_view word;
    Misbehaviour misbehaviour;
    unsigned on;
};

constexpr std::array words{Word{"none", Misbehaviour::none, all},
                           Word{"slow", Misbehaviour::slow, all},
                           Word{"close", Misbehaviour::close, all},
                           Word{"http-500", Misbehaviour::http_500, all},
                           Word{"http-403", Misbehaviour::http_403, all},
                           Word{"empty", Misbehaviour::empty, all},
                           Word{"garbage", Misbehaviour::garbage, all},
                           Word{"try-later", Misbehaviour::try_later, questions},
                           Word{"stale", Misbehaviour::stale, bit(Operation::ocsp) | lists},
                           Word{"clock-behind", Misbehaviour::clock_behind, questions},
                           Word{"wrong-nonce", Misbehaviour::wrong_nonce, questions},
                           Word{"no-nonce", Misbehaviour::no_nonce, questions},
                           Word{"wrong-responder", Misbehaviour::wrong_responder, all},
                           Word{"revoked", Misbehaviour::revoked, bit(Operation::ocsp)},
                           Word{"unknown", Misbehaviour::unknown, bit(Operation::ocsp)}};

template <class Rows, class WordOf>
std::vector<std::string> all_words(const Rows& rows, const WordOf& word_of) {
    std::vector<std::string> result;
    std::transform(rows.begin(), rows.end(), std::back_inserter(result),
                   [&](const auto& row) { return std::string(word_of(row)); });
    return result;
}

ScriptStep read_step(const settings::Section& section) {
    constexpr std::chrono::milliseconds usual_delay{3'000};
    ScriptStep step;
    const auto on = section.choice_or("on", "ocsp", all_words(operations, [](const auto& row) { return row.second; }));
    const auto* operation =
        std::find_if(operations.begin(), operations.end(), [&](const auto& row) { return row.second == on; });
    step.on = operation == operations.end() ? Operation::ocsp : operation->first;
    const auto word = section.choice_or("do", "none", all_words(words, [](const Word& row) { return row.word; }));
    const auto* row = std::find_if(words.begin(), words.end(), [&](const Word& known) { return known.word == word; });
    if (row != words.end()) {
        step.misbehaviour = row->misbehaviour;
        if ((row->on & bit(step.on)) == 0) {
            section.complain("do", "an answer to '" + on + "' cannot misbehave so", "another word", word);
        }
    }
    if (step.misbehaviour == Misbehaviour::slow) {
        step.delay = usual_delay;
    }
    return step;
}

}  // namespace

std::string_view name(Operation operation) {
    const auto* row =
        std::find_if(operations.begin(), operations.end(), [&](const auto& one) { return one.first == operation; });
    return row->second;
}

std::string_view name(Misbehaviour misbehaviour) {
    const auto* row =
        std::find_if(words.begin(), words.end(), [&](const Word& known) { return known.misbehaviour == misbehaviour; });
    return row->word;
}

Result<TwinScript> load_script(const std::filesystem::path& file) { return TwinScript::load(file, read_step); }

}  // namespace otkel::adapters::nca
