#include "gateway/settings/section.hpp"

#include <algorithm>
#include <charconv>

#include "gateway/base/assert.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/settings/nearest.hpp"
#include "gateway/settings/section_state.hpp"

namespace otkel::settings {
namespace {

constexpr std::chrono::milliseconds longest_duration = std::chrono::hours{24 * 366};

std::string listed(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) {
        text += (text.empty() ? "" : ", ") + word;
    }
    return text;
}

}  // namespace

Section::Section(std::shared_ptr<State> state) : state_(std::move(state)) {}

bool Section::has(std::string_view key) const { return state_->find(key) != nullptr; }

Place Section::place() const { return state_->place; }

Place Section::place(std::string_view key) const {
    const auto entry = std::find_if(state_->entries.begin(), state_->entries.end(),
                                    [key](const State::Entry& e) { return e.key == key; });
    if (entry == state_->entries.end()) {
        return state_->place;
    }
    // "key:" without a value has no place of its own.
    return entry->value.IsNull() ? entry->place : state_->file->place(entry->value.Mark());
}

std::string Section::text(std::string_view key) const {
    auto* entry = state_->find(key);
    if (entry == nullptr) {
        complain(key, "'" + state_->full(key) + "' is missing");
        return {};
    }
    const auto* text = state_->scalar(*entry, "text");
    if (text != nullptr && text->empty()) {
        complain(key, "'" + state_->full(key) + "' is empty");
    }
    return text == nullptr ? std::string() : *text;
}

std::filesystem::path Section::path(std::string_view key) const {
    const std::filesystem::path value = text(key);
    return value.empty() || value.is_absolute() ? value : state_->file->root / value;
}

std::string Section::text_or(std::string_view key, std::string_view fallback) const {
    auto* entry = state_->find(key);
    const auto* text = entry == nullptr ? nullptr : state_->scalar(*entry, "text");
    return text == nullptr ? std::string(fallback) : *text;
}

std::filesystem::path Section::path_or(std::string_view key, const std::filesystem::path& fallback) const {
    const std::filesystem::path value = text_or(key, fallback.string());
    return value.empty() || value.is_absolute() ? value : state_->file->root / value;
}

bool Section::flag_or(std::string_view key, bool fallback) const {
    auto* entry = state_->find(key);
    const auto* text = entry == nullptr ? nullptr : state_->scalar(*entry, "true or false");
    if (text == nullptr) {
        return fallback;
    }
    // YAML 1.2 core schema: "yes", "no", "on" and "off" are words, not truth values.
    if (*text != "true" && *text != "false") {
        complain(key, "'" + state_->full(key) + "' has a wrong value", "true or false", described(entry->value));
        return fallback;
    }
    return *text == "true";
}

std::int64_t Section::number_or(std::string_view key, std::int64_t fallback, std::int64_t least,
                                std::int64_t most) const {
    const auto expected = "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
    auto* entry = state_->find(key);
    const auto* text = entry == nullptr ? nullptr : state_->scalar(*entry, expected);
    if (text == nullptr) {
        return fallback;
    }
    std::int64_t number = 0;
    const auto* end = text->data() + text->size();
    const auto [read, error] = std::from_chars(text->data(), end, number);
    if (error != std::errc{} || read != end || number < least || number > most) {
        complain(key, "'" + state_->full(key) + "' has a wrong value", expected, described(entry->value));
        return fallback;
    }
    return number;
}

std::size_t Section::size_or(std::string_view key, std::size_t fallback, std::size_t most, std::size_t least) const {
    return static_cast<std::size_t>(number_or(key, static_cast<std::int64_t>(fallback),
                                              static_cast<std::int64_t>(least), static_cast<std::int64_t>(most)));
}

std::chrono::milliseconds Section::duration_ms_or(std::string_view key, std::chrono::milliseconds fallback) const {
    OTKEL_ASSERT(key.ends_with("_ms"));
    return std::chrono::milliseconds{number_or(key, fallback.count(), 0, longest_duration.count())};
}

std::vector<std::string> Section::texts(std::string_view key) const {
    auto* entry = state_->find(key);
    if (entry == nullptr) {
        return {};
    }
    if (entry->value.IsScalar()) {
        return {entry->value.Scalar()};
    }
    if (!entry->value.IsSequence()) {
        complain(key, "'" + state_->full(key) + "' has a wrong value", "a list of texts", described(entry->value));
        return {};
    }
    std::vector<std::string> texts;
    for (const auto& item : entry->value) {
        if (item.IsScalar()) {
            texts.push_back(item.Scalar());
        } else {
            const auto at = item.IsNull() ? state_->file->place(entry->value.Mark()) : state_->file->place(item.Mark());
            state_->complain(at, "an item of '" + state_->full(key) + "' is wrong", "text", described(item));
        }
    }
    return texts;
}

std::string Section::choice_or(std::string_view key, std::string_view fallback,
                               const std::vector<std::string>& words) const {
    auto* entry = state_->find(key);
    const auto expected = "one of " + listed(words);
    const auto* text = entry == nullptr ? nullptr : state_->scalar(*entry, expected);
    if (text == nullptr) {
        return std::string(fallback);
    }
    if (std::find(words.begin(), words.end(), *text) == words.end()) {
        complain(key, "'" + state_->full(key) + "' has a wrong value", expected, described(entry->value));
        return std::string(fallback);
    }
    return *text;
}

void Section::complain(std::string_view key, std::string detail, std::string expected, std::string found) const {
    state_->complain(place(key), std::move(detail), std::move(expected), std::move(found));
}

void Section::finish() const {
    for (const auto& entry : state_->entries) {
        if (entry.read) {
            continue;
        }
        auto detail = "the key '" + state_->full(entry.key) + "' is not known here";
        const auto suggestion = nearest(entry.key, state_->known);
        if (!suggestion.empty()) {
            detail += "; did you mean '" + suggestion + "'?";
        }
        state_->complain(entry.place, std::move(detail));
    }
}

Complaints& Section::complaints() const { return *state_->file->complaints; }

void Section::set_root(std::filesystem::path root) { state_->file->root = std::move(root); }

}  // namespace otkel::settings
