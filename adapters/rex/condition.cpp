#include "adapters/rex/condition.hpp"

#include <algorithm>
#include <array>

#include "adapters/rex/definition.hpp"
#include "adapters/rex/facts.hpp"

namespace otkel::adapters::rex {
namespace {

using boost::json::object;

std::string_view result_of(const Question& question) {
    const auto given = text_at(question.data, "result");
    return given.empty() ? text_at(object_at(question.facts, "conclusion"), "result") : given;
}

bool documents_complete(const Question& question) {
    return !array_at(question.facts, "packages").empty() &&
           missing_documents(question.definition, question.facts).empty();
}
bool documents_incomplete(const Question& question) {
    return !array_at(question.facts, "packages").empty() &&
           !missing_documents(question.definition, question.facts).empty();
}

// The application says so, or the officer who asks for the documents knows it.
bool representative_applied(const Question& question) {
    if (object_at(question.facts, "application").contains("representative")) {
        return true;
    }
    const auto* told = object_at(question.facts, "request").if_contains("representative_applied");
    return told != nullptr && told->is_bool() && told->get_bool();
}

// Every row has an officer's verdict.
bool sheet_confirmed(const Question& question) {
    const auto& rows = array_at(question.data, "rows");
    return !rows.empty() && std::all_of(rows.begin(), rows.end(), [](const auto& row) {
        return row.is_object() && !text_at(row.get_object(), "confirmed").empty();
    });
}

bool result_valid(const Question& question) { return result_of(question) == "valid"; }
bool result_not_valid(const Question& question) { return result_of(question) == "not-valid"; }
bool result_cannot_be_confirmed(const Question& question) { return result_of(question) == "cannot-be-confirmed"; }
bool result_with_ground(const Question& question) {
    return result_valid(question) || result_cannot_be_confirmed(question) ||
           (result_not_valid(question) && question.definition.ground(text_at(question.data, "ground")) != nullptr);
}

bool revocation_requested(const Question& question) {
    const auto& sent = array_at(question.facts, "sent");
    return std::any_of(sent.begin(), sent.end(), [](const auto& one) {
        return one.is_object() && text_at(one.get_object(), "step") == "request-revocation";
    });
}
bool revocation_not_requested(const Question& question) { return !revocation_requested(question); }

bool registry_shows_revoked(const Question& question) {
    const auto& answers = array_at(question.facts, "registry");
    return !answers.empty() && answers.back().is_object() &&
           text_at(answers.back().get_object(), "status") == "revoked";
}
bool revocation_settled(const Question& question) {
    return !revocation_requested(question) || question.facts.contains("revocation");
}

struct Condition {
    std::string_view name;
    bool (*holds)(const Question&);
    std::string_view advice;
};
constexpr std::array conditions{
    Condition{"documents-complete", documents_complete, "all documents that were asked for have to come"},
    Condition{"documents-incomplete", documents_incomplete, "a package has to be there in which something is missing"},
    Condition{"representative-applied", representative_applied, "the exporter has to have applied by a representative"},
    Condition{"sheet-confirmed", sheet_confirmed,
              "data.rows has every row of the sheet with \"confirmed\": the officer's own verdict"},
    Condition{"result-with-ground", result_with_ground,
              "data.result is valid, cannot-be-confirmed, or not-valid with data.ground, one of the order's grounds"},
    Condition{"result-not-valid", result_not_valid, "the conclusion has to be that the registration is not valid"},
    Condition{"result-cannot-be-confirmed", result_cannot_be_confirmed,
              "data.result is cannot-be-confirmed: without the documents nothing else can be concluded"},
    Condition{"revocation-requested", revocation_requested, "the revocation has to be asked for first"},
    Condition{"revocation-not-requested", revocation_not_requested, "the revocation was asked for already"},
    Condition{"registry-shows-revoked", registry_shows_revoked,
              "the last answer of the registry has to show the registration as revoked"},
    Condition{"revocation-settled", revocation_settled, "the registry has to show the revocation that was asked for"}};

const Condition* find(std::string_view name) {
    const auto* found =
        std::find_if(conditions.begin(), conditions.end(), [&](const auto& one) { return one.name == name; });
    return found == conditions.end() ? nullptr : found;
}

bool has_come(const object& facts, std::string_view wanted) {
    const auto& packages = array_at(facts, "packages");
    return std::any_of(packages.begin(), packages.end(), [&](const auto& package) {
        const auto& documents = array_at(package.get_object(), "documents");
        return std::any_of(documents.begin(), documents.end(), [&](const auto& one) {
            return one.is_object() && text_at(one.get_object(), "kind") == wanted;
        });
    });
}

}  // namespace

bool is_condition(std::string_view name) { return find(name) != nullptr; }

std::string conditions_text() {
    std::string text;
    for (const auto& one : conditions) {
        text += (text.empty() ? "" : ", ") + std::string(one.name);
    }
    return text;
}

bool holds(std::string_view name, const Question& question) {
    const auto* found = find(name);
    return found != nullptr && found->holds(question);
}

std::string_view advice(std::string_view name) {
    const auto* found = find(name);
    return found == nullptr ? std::string_view() : found->advice;
}

std::vector<std::string> wanted_documents(const Definition& definition, const object& facts) {
    const object none;
    std::vector<std::string> wanted;
    for (const auto& document : definition.documents) {
        if (std::all_of(document.when.begin(), document.when.end(),
                        [&](const auto& name) { return holds(name, {definition, facts, none}); })) {
            wanted.push_back(document.kind);
        }
    }
    return wanted;
}

std::vector<std::string> missing_documents(const Definition& definition, const object& facts) {
    auto missing = wanted_documents(definition, facts);
    std::erase_if(missing, [&](const auto& one) { return has_come(facts, one); });
    return missing;
}

boost::json::array missing_in_words(const Definition& definition, const object& facts) {
    const auto missing = missing_documents(definition, facts);
    boost::json::array words;
    for (const auto& document : definition.documents) {
        if (std::find(missing.begin(), missing.end(), document.kind) != missing.end()) {
            words.push_back(object{{"kind", document.kind},
                                   {"en", document.words.en},
                                   {"ru", document.words.ru},
                                   {"kk", document.words.kk}});
        }
    }
    return words;
}

}  // namespace otkel::adapters::rex
