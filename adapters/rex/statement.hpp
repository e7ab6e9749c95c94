#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/settings/section.hpp"

// Statements on origin: the sentence that a registered exporter writes on an invoice. Each country prescribes its own;
// the sentences are data (config/adapters/rex.yaml "statements"), with {exporter}, {origin} and {criterion} where the
// exporter fills in.

namespace otkel::adapters::rex {

struct StatementForm {
    std::string country;  // whose preferences it claims: "NO"
    std::string text;     // as the country prescribes it
    std::string source;
};

struct RecognisedStatement {
    std::string country;
    std::string exporter, origin, criterion;  // as the exporter wrote them; the exporter with the REX number
};

class Statements {
public:
    explicit Statements(std::vector<StatementForm> forms);
    [[nodiscard]] static Statements read(const settings::Section& section);

    // Letter case, punctuation, line breaks and the article "the" do not count: exporters retype the sentence. nullopt:
    // it is none of the forms.
    [[nodiscard]] std::optional<RecognisedStatement> recognise(std::string_view text) const;

private:
    struct Word {
        std::string plain;    // what is compared
        std::string written;  // as it stands in the text
        std::string place;    // "exporter" where the exporter fills in; empty: a word of the form
    };
    struct Form {
        std::string country;
        std::vector<Word> words;
    };
    [[nodiscard]] static std::vector<Word> words_of(std::string_view text);
    [[nodiscard]] static std::optional<RecognisedStatement> match(const Form& form, const std::vector<Word>& text);

    std::vector<Form> forms_;
};

}  // namespace otkel::adapters::rex
