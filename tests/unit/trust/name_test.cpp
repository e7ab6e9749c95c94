#include "gateway/trust/name.hpp"

#include <gtest/gtest.h>

#include "gateway/crypto/der.hpp"

namespace otkel::trust {
namespace {

namespace der = crypto::der;
namespace tag = crypto::der::tag;

std::string part(std::string_view type, std::uint8_t kind, std::string_view value) {
    return der::set_of({der::sequence({der::oid(type), der::element(kind, value)})});
}

TEST(Name, does_not_see_spaces_around_separators) {
    EXPECT_TRUE(
        is_same_name("CN=ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST),C=KZ", " CN = ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST), C=KZ "));
}

TEST(Name, does_not_see_which_end_is_written_first) { EXPECT_TRUE(is_same_name("CN=a,O=b,C=KZ", "C=KZ, O=b, CN=a")); }

TEST(Name, does_not_see_how_a_value_is_escaped) {
    EXPECT_TRUE(is_same_name("O=a\\, b", "O=\"a, b\""));
    EXPECT_TRUE(is_same_name("O=a\\2C b", "O=a\\, b"));
    EXPECT_TRUE(is_same_name("CN=\\D2\\B0", "CN=Ұ"));
}

TEST(Name, does_not_see_how_a_type_is_spelt) {
    EXPECT_TRUE(is_same_name("emailAddress=a@b.kz", "E=a@b.kz"));
    EXPECT_TRUE(is_same_name("serialNumber=IIN930115500001", "OID.2.5.4.5=IIN930115500001"));
    EXPECT_TRUE(is_same_name("ST=x", "S=x"));
}

// Java writes every type that RFC 2253 does not name as a number, and its value as the DER in hexadecimal.
TEST(Name, reads_values_in_hexadecimal) {
    EXPECT_TRUE(is_same_name("serialNumber=IIN930115500001", "2.5.4.5=#130f49494e393330313135353030303031"));
    EXPECT_FALSE(parse_name("2.5.4.5=#13"));
    EXPECT_FALSE(parse_name("2.5.4.5=#xy"));
}

TEST(Name, takes_joined_attributes_in_any_order) { EXPECT_TRUE(is_same_name("CN=a+O=b,C=KZ", "O=b+CN=a,C=KZ")); }

TEST(Name, tells_different_names_apart) {
    EXPECT_FALSE(is_same_name("CN=a,C=KZ", "CN=a"));
    EXPECT_FALSE(is_same_name("CN=a,C=KZ", "CN=A,C=KZ"));
    EXPECT_FALSE(is_same_name("CN=a,O=b", "CN=a+O=b"));
    EXPECT_FALSE(is_same_name("CN=a\\,O=b", "CN=a,O=b"));
}

TEST(Name, is_not_any_text) {
    EXPECT_FALSE(parse_name("no name"));
    EXPECT_FALSE(parse_name(""));
    EXPECT_FALSE(is_same_name("", ""));
    EXPECT_FALSE(is_same_name("CN=a,", "CN=a,"));
}

constexpr std::uint8_t bmp_string = 0x1e;

TEST(NameOfDer, is_text_of_any_string_type) {
    const auto name = der::sequence({part(attribute::country, tag::printable_string, "KZ"),
                                     part(attribute::organization, bmp_string, "\x04\xb0"),
                                     part(attribute::common_name, tag::utf8_string, "Ұлттық, \"орталық\"")});
    EXPECT_EQ(name_text(name).value(), "CN=Ұлттық\\, \\\"орталық\\\",O=Ұ,C=KZ");
    EXPECT_EQ(name_attributes(name).value(),
              (NameAttributes{{"2.5.4.6", "KZ"}, {"2.5.4.10", "Ұ"}, {"2.5.4.3", "Ұлттық, \"орталық\""}}));
    EXPECT_EQ(name_text(der::sequence({})).value(), "");
    EXPECT_TRUE(name_attributes(der::sequence({})).value().empty());
}

// The text goes into logs: one name stays on one line.
TEST(NameOfDer, has_its_control_characters_escaped) {
    const auto name = der::sequence({part(attribute::common_name, tag::utf8_string, std::string_view("a\nb\0c", 5))});
    EXPECT_EQ(name_text(name).value(), "CN=a\\0Ab\\00c");
    EXPECT_EQ(first_value(attribute::common_name, name_attributes(name).value()), std::string_view("a\nb\0c", 5));
}

TEST(NameOfDer, is_found_again_by_its_own_text) {
    const auto name = der::sequence(
        {part("1.2.3.4", tag::utf8_string, "Ұ"), part(attribute::common_name, tag::utf8_string, " #a+b;c<d>=\\ ")});
    const auto text = name_text(name).value();
    EXPECT_TRUE(is_same_name(text, text));
    EXPECT_FALSE(is_same_name(text, "CN=a"));
}

TEST(NameOfDer, is_not_any_octets) {
    for (const auto& octets :
         {std::string(), std::string("hello"), der::null(), der::sequence({der::null()}),
          der::sequence({part(attribute::common_name, tag::utf8_string, "\xff")}), der::sequence({}) + "x",
          der::sequence({part(attribute::common_name, bmp_string, "x")})}) {
        EXPECT_EQ(name_text(octets).error().code, Errc::malformed);
        EXPECT_EQ(name_attributes(octets).error().code, Errc::malformed);
    }
}

TEST(NameOfDer, gives_numbers_of_twelve_digits) {
    const NameAttributes attributes{{"2.5.4.11", "BIN49014000000"}, {"2.5.4.11", "BIN490140000002"}};
    EXPECT_EQ(number_after("BIN", attribute::organizational_unit, attributes), "490140000002");
    EXPECT_EQ(number_after("IIN", attribute::organizational_unit, attributes), "");
    EXPECT_EQ(number_after("BIN", attribute::serial_number, attributes), "");
}

}  // namespace
}  // namespace otkel::trust
