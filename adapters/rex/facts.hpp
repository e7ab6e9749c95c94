#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/adapter/case_file.hpp"

// What the records of a case add up to, as one JSON object that conditions, the comparison sheet and papers read:
//
//   request      what the foreign authority asks (docs/rex.md has its members)
//   sent         [{step, on, receipt}]: requests and appeals that have reached their receiver
//   packages     [{on, application, documents: [{kind, name, sha256, record}]}] as they came
//   application  the last application among the packages
//   registry     [{on, status, …}]: what the registry showed, oldest first
//   sheet        the comparison as an officer confirmed it
//   conclusion   {result, ground, text}
//   reply        {on, receipt}
//   notes        [{on, who, text}]

namespace otkel::adapters::rex {

// Kinds of records beside the steps of a definition.
namespace kind {
inline constexpr std::string_view receive = "receive";    // opens the case
inline constexpr std::string_view decide = "decide";      // an officer has decided a step whose paper is to be sent
inline constexpr std::string_view package = "package";    // documents have come, complete or not
inline constexpr std::string_view registry = "registry";  // what the registry showed
inline constexpr std::string_view note = "note";
inline constexpr std::string_view correct = "correct";  // an earlier record has other data from now on
inline constexpr std::string_view warn = "warn";        // a term is nearly over
inline constexpr std::string_view overdue = "overdue";  // a term is over
}  // namespace kind

// The member "data" of a record's content; an empty object when there is none.
[[nodiscard]] boost::json::object data_of(const adapter::CaseRecord& record);
// The day it stands for: its member "on", which an officer gives for what came on paper; else when it was written.
[[nodiscard]] std::string day_text(const adapter::CaseRecord& record, const boost::json::object& data);

// Records in order, with corrections applied: data of record i of the case is result[i].
[[nodiscard]] std::vector<boost::json::object> data_in_force(const std::vector<adapter::KeptRecord>& records);
[[nodiscard]] boost::json::object facts_of(const std::vector<adapter::KeptRecord>& records);

// JSON without surprises: what is absent or of another type is the empty text, list or object.
[[nodiscard]] std::string_view text_at(const boost::json::object& object, std::string_view key);
[[nodiscard]] const boost::json::object& object_at(const boost::json::object& object, std::string_view key);
[[nodiscard]] const boost::json::array& array_at(const boost::json::object& object, std::string_view key);

}  // namespace otkel::adapters::rex
