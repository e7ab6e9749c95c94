#include "adapters/rest/twin_script.hpp"

#include <algorithm>
#include <array>

#include "gateway/settings/section.hpp"

namespace otkel::adapters::rest {
namespace {

struct Word {
    std::string_view word;
    Misbehaviour misbehaviour;
    bool on_request, on_reply;
};

constexpr std::array words{
    Word{"none", Misbehaviour::none, true, true},       Word{"slow", Misbehaviour::slow, true, true},
    Word{"busy", Misbehaviour::busy, false, true},      Word{"refused", Misbehaviour::refused, false, true},
    Word{"broken", Misbehaviour::broken, false, true},  Word{"unsigned", Misbehaviour::unsigned_document, true, true},
    Word{"changed", Misbehaviour::changed, true, true}, Word{"duplicate", Misbehaviour::duplicate, true, false}};

TwinScript::Step read_step(const settings::Section& section) {
    constexpr std::chrono::milliseconds usual_delay{3'000};
    std::vector<std::string> all;
    all.reserve(words.size());
    for (const auto& one : words) {
        all.emplace_back(one.word);
    }
    TwinScript::Step step;
    step.on = section.choice_or("on", "request", {"request", "reply"}) == "reply" ? Occasion::reply : Occasion::request;
    const auto word = section.choice_or("do", "none", all);
    const auto* row = std::find_if(words.begin(), words.end(), [&](const Word& known) { return known.word == word; });
    if (row != words.end()) {
        step.misbehaviour = row->misbehaviour;
        if (!(step.on == Occasion::request ? row->on_request : row->on_reply)) {
            section.complain("do", "on this occasion the twin cannot do that",
                             row->on_reply ? "on: reply" : "on: request", word);
        }
    }
    if (step.misbehaviour == Misbehaviour::slow) {
        step.delay = usual_delay;
    }
    return step;
}

}  // namespace

std::string_view name(Misbehaviour misbehaviour) {
    const auto* row =
        std::find_if(words.begin(), words.end(), [&](const Word& known) { return known.misbehaviour == misbehaviour; });
    return row->word;
}

Result<TwinScript> load_script(const std::filesystem::path& file) { return TwinScript::load(file, read_step); }

}  // namespace otkel::adapters::rest
