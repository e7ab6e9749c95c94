#include "gateway/asic/manifest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/base/bytes.hpp"
#include "tests/unit/asic/asic_fixture.hpp"

namespace otkel::asic {
namespace {

using otkel::testing::replaced;

Manifest sample() {
    return {"META-INF/signature.p7s",
            {{"a b&\"'<>%.txt", crypto::DigestAlgorithm::sha256, std::string(32, '\1')},
             {"шарт.xml", crypto::DigestAlgorithm::streebog512, std::string(64, '\2')}}};
}
Errc refusal(const std::string& xml) {
    const auto read = read_manifest(xml, {});
    return read ? Errc::internal : read.error().code;
}

TEST(Manifest, is_read_as_it_was_written) {
    const auto read = read_manifest(write_manifest(sample()), {});
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_EQ(read->signature, "META-INF/signature.p7s");
    ASSERT_EQ(read->references.size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(read->references[i].name, sample().references[i].name);
        EXPECT_EQ(read->references[i].algorithm, sample().references[i].algorithm);
        EXPECT_EQ(read->references[i].digest, sample().references[i].digest);
    }
}

TEST(Manifest, of_other_writers_is_read) {
    const auto read = read_manifest(
        R"(<?xml version="1.0"?><!-- by hand --><ASiCManifest xmlns="http://uri.etsi.org/02918/v1.2.1#"
              xmlns:d="http://www.w3.org/2000/09/xmldsig#">
           <SigReference URI="META-INF/timestamp.tst" MimeType="application/vnd.etsi.timestamp-token"/>
           <!-- and --><DataObjectReference URI="шарт%20№7" Rootfile="true" MimeType="text/plain">
           <d:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha512"/><d:DigestValue>AA
           ==</d:DigestValue><DataObjectReferenceExtensions><Extension Critical="false"><x xmlns="urn:x"/></Extension>
           </DataObjectReferenceExtensions></DataObjectReference><ASiCManifestExtensions/></ASiCManifest>)",
        {});
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_EQ(read->references.front().name, "шарт №7");
    EXPECT_EQ(read->references.front().digest, std::string(1, '\0'));
}

struct Broken {
    const char* what;
    const char* by;
    Errc code;
};
class BrokenManifest : public ::testing::TestWithParam<Broken> {};
INSTANTIATE_TEST_SUITE_P(
    Of, BrokenManifest,
    ::testing::Values(
        Broken{"asic:ASiCManifest", "asic:Manifest", Errc::malformed},
        Broken{"http://uri.etsi.org/02918/v1.2.1#", "urn:other", Errc::malformed},
        Broken{"<asic:SigReference URI=\"META-INF/signature.p7s\" MimeType=\"application/pkcs7-signature\"/>", "",
               Errc::malformed},
        Broken{"asic:SigReference", "asic:DataObjectReference", Errc::malformed},
        Broken{" MimeType=", " Extra=", Errc::forbidden_construct},
        Broken{"</asic:ASiCManifest>", "<asic:SigReference URI=\"b\"/></asic:ASiCManifest>", Errc::forbidden_construct},
        Broken{"</asic:ASiCManifest>", "text</asic:ASiCManifest>", Errc::forbidden_construct},
        Broken{"</asic:ASiCManifest>",
               "<asic:ASiCManifestExtensions><asic:Extension Critical=\"true\"/></asic:ASiCManifestExtensions>"
               "</asic:ASiCManifest>",
               Errc::forbidden_construct},
        Broken{"</asic:ASiCManifest>",
               "<asic:ASiCManifestExtensions><asic:Extension/></asic:ASiCManifestExtensions></asic:ASiCManifest>",
               Errc::forbidden_construct},
        Broken{"http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2000/09/xmldsig#sha1",
               Errc::forbidden_construct},
        Broken{"ds:DigestMethod", "ds:DigestValue", Errc::malformed},
        Broken{"<ds:DigestValue>", "<ds:DigestValue>!", Errc::malformed},
        Broken{"<ds:DigestValue>", "<ds:DigestValue><!-- -->", Errc::forbidden_construct},
        Broken{"%D1%88%D0%B0%D1%80%D1%82.xml", "a%20b%26%22%27%3C%3E%25.txt", Errc::forbidden_construct},
        Broken{"%D1%88", "..%2F..%2F", Errc::forbidden_construct}, Broken{"%D1%88", "%G1", Errc::malformed},
        Broken{"%D1%88", "%FF", Errc::forbidden_construct},
        Broken{"<asic:ASiCManifest ", "<!DOCTYPE a><asic:ASiCManifest ", Errc::forbidden_construct}));

TEST_P(BrokenManifest, is_refused) {
    const auto whole = write_manifest(sample());
    const auto broken = replaced(whole, GetParam().what, GetParam().by);
    ASSERT_NE(broken, whole);
    EXPECT_EQ(refusal(broken), GetParam().code) << broken;
}

TEST(Manifest, over_a_limit_is_refused) {
    const auto xml = write_manifest(sample());
    EXPECT_EQ(read_manifest(xml, {.octets = xml.size() - 1}).error().code, Errc::limit_exceeded);
    EXPECT_EQ(read_manifest(xml, {.references = 1}).error().code, Errc::limit_exceeded);
    EXPECT_TRUE(read_manifest(xml, {.octets = xml.size(), .references = 2}));
}

TEST(Manifest, uris_stand_for_names) {
    EXPECT_EQ(uri_of_name("a/b-._~1Z"), "a/b-._~1Z");
    EXPECT_EQ(uri_of_name("é %"), "%C3%A9%20%25");
    EXPECT_EQ(name_of_uri("%c3%A9%20%25 и").value(), "é % и");
    for (const auto* broken : {"%", "%4", "a%4", "%4g", "%%"}) {
        EXPECT_FALSE(name_of_uri(broken)) << broken;
    }
}

}  // namespace
}  // namespace otkel::asic
