#include "gateway/trust/name.hpp"

#include <gtest/gtest.h>

namespace otkel::trust {
namespace {

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

}  // namespace
}  // namespace otkel::trust
