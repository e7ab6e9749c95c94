#include <gtest/gtest.h>
#include <libxml/parser.h>

// libxml2 is started once, before any thread of a test.
int main(int count, char** arguments) {
    testing::InitGoogleTest(&count, arguments);
    xmlInitParser();
    const int result = RUN_ALL_TESTS();
    xmlCleanupParser();
    return result;
}
