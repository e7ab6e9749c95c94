#include "adapters/shep/twin_script.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "gateway/settings/section.hpp"

namespace otkel::adapters::shep {
namespace {

struct Word {
    std::string_view word;
    Misbehaviour misbehaviour;
    bool on_request, on_reply, on_interaction;
};

constexpr std::array words{Word{"none", Misbehaviour::none, true, true, true},
                           Word{"wrong-order", Misbehaviour::wrong_order, true, true, false},
                           Word{"empty-optionals", Misbehaviour::empty_optionals, true, true, false},
                           Word{"odd-prefixes", Misbehaviour::odd_prefixes, true, true, false},
                           Word{"wrong-signature", Misbehaviour::wrong_signature, true, true, false},
                           Word{"unsigned", Misbehaviour::unsigned_envelope, true, true, false},
                           Word{"duplicate", Misbehaviour::duplicate, true, false, false},
                           Word{"changed-duplicate", Misbehaviour::changed_duplicate, true, false, false},
                           Word{"silence", Misbehaviour::silence, true, true, false},
                           Word{"slow", Misbehaviour::slow, true, true, false},
                           Word{"taken-silently", Misbehaviour::taken_silently, false, false, true},
                           Word{"answer-first", Misbehaviour::answer_first, false, false, true},
                           Word{"answer-twice", Misbehaviour::answer_twice, false, false, true},
                           Word{"answer-again", Misbehaviour::answer_again, false, false, true},
                           Word{"answer-late", Misbehaviour::answer_late, false, false, true},
                           Word{"answer-astray", Misbehaviour::answer_astray, false, false, true},
                           Word{"answer-never", Misbehaviour::answer_never, false, false, true},
                           Word{"delivered-twice", Misbehaviour::delivered_twice, false, false, true}};

bool applies(const Word& row, Occasion occasion) {
    switch (occasion) {
        case Occasion::request: return row.on_request;
        case Occasion::reply: return row.on_reply;
        case Occasion::interaction: break;
    }
    return row.on_interaction;
}

Occasion read_occasion(const settings::Section& section) {
    const auto word = section.choice_or("on", "request", {"request", "reply", "interaction"});
    return word == "reply" ? Occasion::reply : word == "interaction" ? Occasion::interaction : Occasion::request;
}

std::vector<std::string> all_words() {
    std::vector<std::string> result;
    result.reserve(words.size());
    for (const auto& row : words) {
        result.emplace_back(row.word);
    }
    return result;
}

std::chrono::milliseconds usual_delay(Misbehaviour misbehaviour, Occasion occasion) {
    constexpr std::chrono::milliseconds slow{3'000};
    constexpr std::chrono::milliseconds no_patience{50};     // a request whose answer nobody waits for
    constexpr std::chrono::milliseconds no_answer{120'000};  // longer than anybody waits
    switch (misbehaviour) {
        case Misbehaviour::slow:
        case Misbehaviour::answer_late: return slow;
        case Misbehaviour::silence: return occasion == Occasion::request ? no_patience : no_answer;
        default: return std::chrono::milliseconds{0};
    }
}

ScriptStep read_step(const settings::Section& section) {
    ScriptStep step;
    step.on = read_occasion(section);
    const auto word = section.choice_or("do", "none", all_words());
    const auto* row = std::find_if(words.begin(), words.end(), [&](const Word& known) { return known.word == word; });
    if (row != words.end()) {
        step.misbehaviour = row->misbehaviour;
        if (!applies(*row, step.on)) {
            section.complain("do", "on this occasion the twin cannot do that",
                             row->on_interaction ? "on: interaction" : "on: request", word);
        }
    }
    step.delay = usual_delay(step.misbehaviour, step.on);
    return step;
}

// [begin, end) of the first <local>…</local> of canonical octets.
std::optional<std::pair<std::size_t, std::size_t>> find_element(std::string_view octets, std::string_view local) {
    const auto begin = octets.find("<" + std::string(local) + ">");
    if (begin == std::string_view::npos) {
        return std::nullopt;
    }
    const auto closing = "</" + std::string(local) + ">";
    const auto end = octets.find(closing, begin);
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    return std::pair{begin, end + closing.size()};
}

void move_before(std::string& octets, std::string_view what, std::string_view before) {
    const auto moved = find_element(octets, what);
    const auto anchor = find_element(octets, before);
    if (!moved || !anchor || moved->first < anchor->first) {
        return;
    }
    const auto text = octets.substr(moved->first, moved->second - moved->first);
    octets.erase(moved->first, text.size());
    octets.insert(anchor->first, text);
}

void replace_first(std::string& octets, std::string_view what, std::string_view with) {
    if (const auto at = octets.find(what); at != std::string::npos) {
        octets.replace(at, what.size(), with);
    }
}

std::string with_wrong_order(std::string content) {
    move_before(content, "messageDate", "serviceId");
    move_before(content, "status", "responseDate");
    return content;
}

std::string with_empty_optionals(std::string content) {
    if (content.find("<correlationId>") == std::string::npos) {
        replace_first(content, "</messageId>", "</messageId><correlationId></correlationId>");
    }
    replace_first(content, "</messageDate>", "</messageDate><routeId></routeId>");
    const std::string_view nothing =
        content.find("<sessionId>") == std::string::npos ? "<sessionId></sessionId>" : std::string_view{};
    replace_first(content, "</requestInfo>",
                  "<properties></properties><properties><key></key><value></value></properties>" +
                      std::string(nothing) + "</requestInfo>");
    replace_first(content, "</responseInfo>", std::string(nothing) + "</responseInfo>");
    return content;
}

// Envelope and Header in another prefix than Body, all of the same namespace (seen). The Body is not touched.
std::string with_odd_prefixes(std::string envelope) {
    const auto colon = envelope.find(":Envelope ");
    const auto begin = envelope.rfind('<', colon);
    if (colon == std::string::npos || begin == std::string::npos) {
        return envelope;
    }
    const auto prefix = envelope.substr(begin + 1, colon - begin - 1);
    replace_first(envelope, "<" + prefix + ":Envelope ",
                  "<SOAP-ENV:Envelope xmlns:SOAP-ENV=\"http://schemas.xmlsoap.org/soap/envelope/\" ");
    replace_first(envelope, "<" + prefix + ":Header>", "<SOAP-ENV:Header>");
    replace_first(envelope, "</" + prefix + ":Header>", "</SOAP-ENV:Header>");
    replace_first(envelope, "</" + prefix + ":Envelope>", "</SOAP-ENV:Envelope>");
    return envelope;
}

std::string with_wrong_signature(std::string envelope) {
    constexpr std::string_view tag = "SignatureValue>";
    if (const auto at = envelope.find(tag); at != std::string::npos && at + tag.size() < envelope.size()) {
        auto& octet = envelope[at + tag.size()];
        octet = octet == 'A' ? 'B' : 'A';
    }
    return envelope;
}

}  // namespace

std::string_view name(Misbehaviour misbehaviour) {
    const auto* row =
        std::find_if(words.begin(), words.end(), [&](const Word& known) { return known.misbehaviour == misbehaviour; });
    return row->word;
}

Result<TwinScript> load_script(const std::filesystem::path& file) { return TwinScript::load(file, read_step); }

BusStep bus_step(const ScriptStep& step) {
    using enum BusMisbehaviour;
    switch (step.misbehaviour) {
        case Misbehaviour::taken_silently: return {silent, step.delay};
        case Misbehaviour::answer_first: return {answer_first, step.delay};
        case Misbehaviour::answer_twice: return {answer_twice, step.delay};
        case Misbehaviour::answer_again: return {answer_again, step.delay};
        case Misbehaviour::answer_late: return {answer_late, step.delay};
        case Misbehaviour::answer_astray: return {answer_astray, step.delay};
        case Misbehaviour::answer_never: return {answer_never, step.delay};
        case Misbehaviour::delivered_twice: return {delivered_twice, step.delay};
        default: return {none, step.delay};
    }
}

std::string misbehaving_content(std::string content, Misbehaviour misbehaviour) {
    switch (misbehaviour) {
        case Misbehaviour::wrong_order: return with_wrong_order(std::move(content));
        case Misbehaviour::empty_optionals: return with_empty_optionals(std::move(content));
        default: return content;
    }
}

std::string misbehaving_envelope(std::string envelope, Misbehaviour misbehaviour) {
    switch (misbehaviour) {
        case Misbehaviour::odd_prefixes: return with_odd_prefixes(std::move(envelope));
        case Misbehaviour::wrong_signature: return with_wrong_signature(std::move(envelope));
        default: return envelope;
    }
}

std::string changed_document(std::string document) {
    for (auto at = document.find("</"); at != std::string::npos; at = document.find("</", at + 1)) {
        if (at > 0 && document[at - 1] != '>') {
            return document.insert(at, "0");
        }
    }
    return document;
}

}  // namespace otkel::adapters::shep
