#include <gtest/gtest.h>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/key.hpp"

namespace otkel::crypto {
namespace {

// FIPS 180-4 examples: the message "abc".
TEST(Digest, knows_the_published_answers) {
    EXPECT_EQ(to_hex(digest(DigestAlgorithm::sha1, "abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
    EXPECT_EQ(to_hex(digest(DigestAlgorithm::sha256, "abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(to_hex(digest(DigestAlgorithm::sha384, "abc")),
              "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7");
    EXPECT_EQ(to_hex(digest(DigestAlgorithm::sha512, "abc")),
              "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423"
              "643ce80e2a9ac94fa54ca49f");
}

TEST(Digest, knows_the_digest_of_nothing) {
    EXPECT_EQ(to_hex(digest(DigestAlgorithm::sha256, "")),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Hasher, gives_the_same_in_pieces_as_at_once) {
    Hasher hasher(DigestAlgorithm::sha256);
    hasher.update("a");
    hasher.update("");
    hasher.update("bc");
    EXPECT_EQ(hasher.finish(), digest(DigestAlgorithm::sha256, "abc"));
}

TEST(Hasher, can_be_moved_while_it_works) {
    Hasher first(DigestAlgorithm::sha512);
    first.update("ab");
    Hasher second(std::move(first));
    second.update("c");
    EXPECT_EQ(second.finish(), digest(DigestAlgorithm::sha512, "abc"));
}

}  // namespace
}  // namespace otkel::crypto
