#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace otkel::signing {
class Seal;  // made by the verifier alone
}

namespace otkel::xml {

// The octets that a signature covered, exactly as they were digested. Only the verifier (signing/) can make one, and
// everything that reads business data takes nothing else: this type is the proof that verification happened.
// Cheap to copy.
class VerifiedOctets {
public:
    [[nodiscard]] std::string_view view() const { return *octets_; }
    // The line of the received document on which the octets begin: messages to people count lines from there.
    [[nodiscard]] int first_line() const { return first_line_; }
    // A document that stands as text inside verified octets (SHEP data forms 4 and 5) is as verified as they are.
    [[nodiscard]] VerifiedOctets within(std::string text) const { return within(std::move(text), first_line_); }
    [[nodiscard]] VerifiedOctets within(std::string text, int first_line) const {
        return {std::move(text), first_line};
    }

private:
    friend class otkel::signing::Seal;
    VerifiedOctets(std::string octets, int first_line)
        : octets_(std::make_shared<const std::string>(std::move(octets))), first_line_(first_line) {}

    std::shared_ptr<const std::string> octets_;
    int first_line_;
};

}  // namespace otkel::xml
