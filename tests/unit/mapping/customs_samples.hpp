#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <random>
#include <string>

#include "gateway/identifiers/identifier.hpp"

// Random customs messages as the core sees them. The same seed gives the same messages.

namespace otkel::mapping::tests {

class CustomsSamples {
public:
    explicit CustomsSamples(unsigned seed) : random_(seed) {}

    boost::json::object request() {
        boost::json::object declaration{{"number", declaration_number()}, {"date", "2026-07-1" + digits(1)}};
        if (chance()) {
            declaration["procedure"] = digits(2);
        }
        boost::json::object importer{{"id", bin()}};
        if (chance()) {
            importer["name"] = text();
        }
        boost::json::array items;
        const auto count = below(5) + 1;
        for (unsigned line = 1; line <= count; ++line) {
            items.push_back(item(line));
        }
        return {{"declaration", declaration},
                {"direction", chance() ? "import" : "export"},
                {"importer", importer},
                {"items", items}};
    }

    boost::json::object reply() {
        boost::json::object reply{{"declaration", {{"number", declaration_number()}}},
                                  {"checkedAt", "2026-07-12T09:30:00." + digits(3) + (chance() ? "+05:00" : "Z")},
                                  {"overall", verdict()}};
        if (chance()) {
            reply["unanswered"] = list(2, [&] { return boost::json::value(text()); });
        }
        if (chance()) {
            reply["findings"] = list(3, [&] { return boost::json::value(finding()); });
        }
        boost::json::array items;
        const auto count = below(4);
        for (unsigned line = 1; line <= count; ++line) {
            items.push_back(boost::json::object{{"line", line},
                                                {"verdict", verdict()},
                                                {"findings", list(3, [&] { return boost::json::value(finding()); })}});
        }
        reply["items"] = items;
        return reply;
    }

private:
    unsigned below(unsigned end) { return std::uniform_int_distribution<unsigned>(0, end - 1)(random_); }
    bool chance() { return below(2) == 0; }

    std::string digits(unsigned count) {
        std::string text;
        for (unsigned i = 0; i < count; ++i) {
            text += static_cast<char>('0' + below(10));
        }
        return text;
    }
    // Whatever the check of the kind accepts as the last digit.
    std::string closed(identifiers::Kind kind, const std::string& digits_before) {
        for (char last = '0'; last <= '9'; ++last) {
            if (identifiers::check(kind, digits_before + last)) {
                return digits_before + last;
            }
        }
        return {};
    }
    std::string gtin() { return closed(identifiers::Kind::gtin, "0487" + digits(9)); }
    std::string bin() {
        for (;;) {
            if (auto found = closed(identifiers::Kind::bin, digits(2) + "0740" + digits(5)); !found.empty()) {
                return found;
            }
        }
    }
    std::string code() { return "01" + gtin() + "21" + text_of("ABCdef0123456789-_!%&<>\"", 13); }
    std::string declaration_number() { return digits(5) + "/120726/" + digits(below(7) + 1); }

    std::string text_of(const std::string& alphabet, unsigned count) {
        std::string text;
        for (unsigned i = 0; i < count; ++i) {
            text += alphabet[below(static_cast<unsigned>(alphabet.size()))];
        }
        return text;
    }
    std::string text() {
        static const std::string parts[] = {
            "Сүт ", "өнім", "қазы", " ",      "\xC2\xA0",         "\r", "\n", "\t", "&", "<b>",
            "]]>",  "\"",   "'",    "молоко", "\xF0\x9F\xA5\x9B", "007"};
        std::string text;
        for (unsigned i = below(8); i > 0; --i) {
            text += parts[below(std::size(parts))];
        }
        return text;
    }
    template <class Make>
    boost::json::array list(unsigned most, Make make) {
        boost::json::array entries;
        for (unsigned i = below(most + 1); i > 0; --i) {
            entries.push_back(make());
        }
        return entries;
    }

    boost::json::object item(unsigned line) {
        static const char* const units[] = {"piece", "kilogram", "litre",          "metre",
                                            "pair",  "package",  "thousand-pieces"};
        static const char* const countries[] = {"NO", "KZ", "CN", "DE"};
        boost::json::object item{{"line", line}, {"tnved", "0" + std::to_string(below(9) + 1) + digits(2 + below(7))}};
        if (chance()) {
            item["description"] = text();
        }
        if (chance()) {
            item["gtin"] = gtin();
        }
        if (chance()) {
            item["ntin"] = closed(identifiers::Kind::ntin, "0200" + digits(8));
        }
        if (chance()) {
            item["origin"] = countries[below(4)];
        }
        item["quantity"] = {{"value", digits(1 + below(16)) + (chance() ? "." + digits(1 + below(8)) : "")},
                            {"unit", units[below(7)]}};
        if (chance()) {
            item["marking"] = marking();
        }
        return item;
    }
    boost::json::object marking() {
        boost::json::object marking;
        if (chance()) {
            marking["total"] = below(1000);
        }
        if (chance()) {
            marking["codes"] = list(4, [&] { return boost::json::value(code()); });
        }
        if (chance()) {
            marking["ranges"] = list(2, [&] { return boost::json::value{{"first", code()}, {"last", code()}}; });
        }
        if (chance()) {
            marking["aggregates"] =
                list(3, [&] { return boost::json::value(closed(identifiers::Kind::sscc, digits(17))); });
        }
        return marking;
    }
    std::string verdict() {
        static const char* const verdicts[] = {"PASS", "PASS_WITH_REMARKS", "FAIL", "CANNOT_CHECK"};
        return verdicts[below(4)];
    }
    boost::json::object finding() {
        boost::json::object finding{
            {"code", "TNVED_DIFFERS"}, {"severity", chance() ? "error" : "note"}, {"field", "tnved"}};
        if (chance()) {
            finding["expected"] = text();
        }
        if (chance()) {
            finding["found"] = text();
        }
        finding["text"] = {{"kk", text()}, {"ru", text()}};
        return finding;
    }

    std::mt19937 random_;
};

}  // namespace otkel::mapping::tests
