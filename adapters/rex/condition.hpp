#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace otkel::adapters::rex {

struct Definition;

// What definitions ask about a case, by name: a question to its facts (facts.hpp) and to the data of the step that is
// to be taken, if there is one.
struct Question {
    const Definition& definition;
    const boost::json::object& facts;
    const boost::json::object& data;
};

[[nodiscard]] bool is_condition(std::string_view name);
[[nodiscard]] std::string conditions_text();  // all names, for complaints
[[nodiscard]] bool holds(std::string_view name, const Question& question);
// What a person has to do so that it holds; English.
[[nodiscard]] std::string_view advice(std::string_view name);

// Kinds of documents that are asked for in this case, and those of them that have not come.
[[nodiscard]] std::vector<std::string> wanted_documents(const Definition& definition, const boost::json::object& facts);
[[nodiscard]] std::vector<std::string> missing_documents(const Definition& definition,
                                                         const boost::json::object& facts);

// The same for people: [{"kind", "en", "ru", "kk"}].
[[nodiscard]] boost::json::array missing_in_words(const Definition& definition, const boost::json::object& facts);

}  // namespace otkel::adapters::rex
