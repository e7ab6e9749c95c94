#pragma once

#include "gateway/mapping/check/report.hpp"

// One function for each thing that a mapping can have wrong with its schemas; check_mapping() calls them all.

namespace otkel::mapping::check {

void check_xml_paths(const Views& views, Report& report);
void check_xml_occurrence(const Views& views, Report& report);
void check_xml_order(const Views& views, Report& report);
void check_xml_required(const Views& views, Report& report);
void check_xml_values(const Views& views, Report& report);
void check_nil(const Views& views, Report& report);
void check_codes(const Views& views, Report& report);
void check_choices(const Views& views, Report& report);
void check_json_paths(const Views& views, Report& report);
void check_json_required(const Views& views, Report& report);
void check_json_values(const Views& views, Report& report);

}  // namespace otkel::mapping::check
