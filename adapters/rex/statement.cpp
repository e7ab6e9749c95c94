#include "adapters/rex/statement.hpp"

#include <algorithm>
#include <map>

#include "gateway/base/ascii.hpp"

namespace otkel::adapters::rex {
namespace {

constexpr std::string_view punctuation = ".,;:()<>\"'[]";

// British and American spelling are both on invoices.
std::string in_one_spelling(std::string word) {
    if (const auto at = word.find("alised"); at != std::string::npos) {
        word.replace(at, 6, "alized");
    }
    return word;
}

std::string plain(std::string_view word) {
    std::string found;
    for (const char c : word) {
        if (punctuation.find(c) == std::string_view::npos) {
            found += ascii::lower(c);
        }
    }
    return in_one_spelling(std::move(found));
}

bool is_place(std::string_view word) { return word.size() > 2 && word.front() == '{' && word.back() == '}'; }

}  // namespace

std::vector<Statements::Word> Statements::words_of(std::string_view text) {
    std::vector<Word> words;
    std::size_t at = 0;
    while ((at = text.find_first_not_of(" \t\r\n", at)) != std::string_view::npos) {
        const auto end = std::min(text.find_first_of(" \t\r\n", at), text.size());
        const auto written = text.substr(at, end - at);
        at = end;
        if (is_place(written)) {
            words.push_back({{}, {}, std::string(written.substr(1, written.size() - 2))});
        } else if (auto compared = plain(written); !compared.empty() && compared != "the") {
            words.push_back({std::move(compared), std::string(written), {}});
        }
    }
    return words;
}

Statements::Statements(std::vector<StatementForm> forms) {
    for (auto& form : forms) {
        forms_.push_back({std::move(form.country), words_of(form.text)});
    }
}

Statements Statements::read(const settings::Section& section) {
    std::vector<StatementForm> forms;
    for (const auto& one : section.sections("statements")) {
        forms.push_back({one.text("country"), one.text("text"), one.text("source")});
        one.finish();
    }
    return Statements(std::move(forms));
}

// A place takes words until the one that follows it in the form, and at least one.
std::optional<RecognisedStatement> Statements::match(const Form& form, const std::vector<Word>& text) {
    std::map<std::string, std::string, std::less<>> filled;
    std::size_t at = 0;
    for (std::size_t i = 0; i < form.words.size(); ++i) {
        const auto& word = form.words[i];
        if (word.place.empty()) {
            if (at == text.size() || text[at].plain != word.plain) {
                return std::nullopt;
            }
            ++at;
            continue;
        }
        const auto* next = i + 1 < form.words.size() ? &form.words[i + 1] : nullptr;
        auto& value = filled[word.place];
        while (at < text.size() && (value.empty() || next == nullptr || text[at].plain != next->plain)) {
            value += (value.empty() ? "" : " ") + text[at++].written;
        }
        if (value.empty()) {
            return std::nullopt;
        }
    }
    return RecognisedStatement{form.country, filled["exporter"], filled["origin"], filled["criterion"]};
}

std::optional<RecognisedStatement> Statements::recognise(std::string_view text) const {
    const auto words = words_of(text);
    // The sentence may stand within others: it begins wherever a form's first word does.
    for (std::size_t begin = 0; begin < words.size(); ++begin) {
        const std::vector<Word> rest(words.begin() + static_cast<std::ptrdiff_t>(begin), words.end());
        for (const auto& form : forms_) {
            if (auto found = match(form, rest)) {
                return found;
            }
        }
    }
    return std::nullopt;
}

}  // namespace otkel::adapters::rex
