#include <gtest/gtest.h>
#include <libxml/parser.h>

// Fontconfig 2.14 loses 288 octets of its own, once in a process, while it reads the files of the system. What is
// allocated inside of it is not looked at; every other leak is told.
extern "C" const char* __lsan_default_suppressions();   // NOLINT(bugprone-reserved-identifier) the sanitizer's name
extern "C" const char* __lsan_default_suppressions() {  // NOLINT(bugprone-reserved-identifier) the sanitizer's name
    return "leak:libfontconfig.so\n";
}

// libxml2 is started once, before any thread of a test.
int main(int count, char** arguments) {
    testing::InitGoogleTest(&count, arguments);
    xmlInitParser();
    const int result = RUN_ALL_TESTS();
    xmlCleanupParser();
    return result;
}
