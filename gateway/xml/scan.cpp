#include "gateway/xml/limits.hpp"
#include "gateway/xml/scanner.hpp"

namespace otkel::xml {
namespace {

// Nobody listens: the refusals of the Scanner itself are what scan() is asked for.
struct Nobody {
    void open(const ScannedName& /*name*/) {}
    Refusal declare(std::string_view /*prefix*/, std::string_view /*space*/) { return {}; }
    void attribute(const ScannedName& /*name*/, std::string_view /*value*/, bool /*references*/) {}
    Refusal opened() { return {}; }
    void text(std::string_view /*octets*/, bool /*references*/) {}
    void white(std::string_view /*octets*/) {}
    void section(std::string_view /*octets*/) {}
    void close(const char* /*after*/) {}
};

}  // namespace

Result<void> scan(std::string_view octets, const Limits& limits) {
    Nobody nobody;
    return Scanner<Nobody>{octets, limits, nobody}.run();
}

}  // namespace otkel::xml
