#pragma once

#include <string>
#include <vector>

#include "gateway/journal/postgres/connection.hpp"

// The forms in which libpq takes parameters and says errors. Private to journal/postgres/.

namespace otkel::journal::postgres {

// Pointers into the parameters, which must live as long.
class WireParameters {
public:
    explicit WireParameters(const Parameters& parameters);
    [[nodiscard]] int count() const { return static_cast<int>(values_.size()); }
    [[nodiscard]] const char* const* values() const { return values_.data(); }
    [[nodiscard]] const int* lengths() const { return lengths_.data(); }
    [[nodiscard]] const int* formats() const { return formats_.data(); }

private:
    std::vector<const char*> values_;
    std::vector<int> lengths_;
    std::vector<int> formats_;
};

// `state`: SQLSTATE, PostgreSQL documentation appendix A.
[[nodiscard]] Refused refusal_of(std::string_view state, std::string_view message);

}  // namespace otkel::journal::postgres
