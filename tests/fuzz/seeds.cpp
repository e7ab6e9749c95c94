#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <string>

#include "adapters/shep/tests/async_samples.hpp"
#include "gateway/asic/asic.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/crypto/key_store.hpp"
#include "gateway/evidence/bundle.hpp"
#include "gateway/evidence/layout.hpp"
#include "gateway/mapping/mapping.hpp"
#include "gateway/signing/signer.hpp"
#include "gateway/soap/envelope.hpp"
#include "gateway/soap/mtom.hpp"
#include "gateway/trust/cms/cms_writer.hpp"
#include "gateway/trust/issuing/crl_writer.hpp"
#include "gateway/trust/issuing/ocsp_writer.hpp"
#include "gateway/trust/issuing/time_stamp_writer.hpp"
#include "gateway/trust/revocation/ocsp.hpp"
#include "tests/fuzz/mapping_shapes.hpp"
#include "tests/support/sealed.hpp"
#include "tests/unit/journal/sealed_journal.hpp"

// Well-formed inputs for the fuzz targets, of every kind of key: fuzz_seeds FOLDER.

namespace {

using namespace otkel;
namespace fs = std::filesystem;
namespace issuing = trust::issuing;

const WallTime now = std::chrono::sys_days{std::chrono::year{2026} / 7 / 12};

issuing::CertificateContent content(const std::string& name, bool authority, std::vector<std::string> usage = {}) {
    issuing::CertificateContent made;
    made.subject = {
        {"2.5.4.6", "KZ"}, {"2.5.4.3", name}, {"2.5.4.5", "IIN930115500001"}, {"2.5.4.11", "BIN490140000002"}};
    made.not_before = now - std::chrono::hours{24};
    made.not_after = now + std::chrono::hours{24 * 365};
    made.authority = authority;
    made.key_usage =
        authority ? trust::key_cert_sign | trust::crl_sign : trust::digital_signature | trust::non_repudiation;
    made.extended_key_usage_critical = usage == std::vector<std::string>{std::string(trust::usage::time_stamping)};
    made.extended_key_usage = std::move(usage);
    made.policies = {"1.2.398.3.3.2"};
    made.crl_address = "http://crl.example/a.crl";
    made.ocsp_address = "http://ocsp.example";
    return made;
}

class Seeds {
public:
    Seeds(fs::path folder, crypto::KeyAlgorithm kind)
        : folder_(std::move(folder)),
          kind_(kind),
          authority_(issuing::Issuer::self_signed(content("ӨТКЕЛ ОРТАЛЫҚ", true), crypto::PrivateKey::generate(kind))) {
    }

    void write() {
        const auto signer = identity("СЫНАҚ ТҰЛҒА", {std::string(trust::usage::email_protection)});
        keep("certificate", authority_.certificate()->der());
        keep("certificate", signer.certificate_der);
        keep("pkcs12", std::string(1, '\0') + crypto::write_pkcs12(signer, "fuzz", 1).value());
        lists();
        answers(signer);
        messages(signer);
        documents(signer);
        containers(signer);
        trees();
        messages_of_shep();
        messages_with_attachments();
        mappings();
    }

private:
    crypto::Identity identity(const std::string& name, std::vector<std::string> usage) {
        auto key = crypto::PrivateKey::generate(kind_);
        auto certificate = authority_.issue(content(name, false, std::move(usage)), key.public_key());
        return {std::move(key), certificate->der(), {authority_.certificate()->der()}, name};
    }

    void lists() {
        issuing::CrlContent list{
            14, {}, now, now + std::chrono::hours{24}, {{"\x01\x02", now, 1}, {"\x01\x03", now, 6}}};
        keep("crl", issuing::write_crl(authority_, list));
        list.base_number = 14;
        list.number = 10;
        keep("crl", issuing::write_crl(authority_, list));
    }

    void answers(const crypto::Identity& signer) {
        const auto certificate = trust::Certificate::from_der(signer.certificate_der).value();
        const auto question = trust::make_ocsp_question(certificate, authority_.certificate());
        keep("ocsp_query", question.der);
        const auto query = issuing::read_ocsp_query(question.der).value();
        issuing::OcspAnswerContent answer;
        answer.produced_at = answer.this_update = now;
        answer.nonce = query.nonce;
        keep("ocsp", issuing::write_ocsp_answer(authority_, query, answer));
    }

    void messages(const crypto::Identity& signer) {
        const auto message = trust::sign_cms("content", signer, {}).value();
        keep("cms", message);
        keep("cms", trust::sign_cms("content", signer, {.detached = true}).value());
        keep("cms", trust::add_cms_signer(message, {}, signer, {}).value());
        const auto tsa = identity("TSA", {std::string(trust::usage::time_stamping)});
        const issuing::Issuer stamper(trust::Certificate::from_der(tsa.certificate_der).value(), tsa.key);
        const auto question =
            trust::make_time_stamp_question(trust::cms_signature_values(message).value().front(),
                                            crypto::digest_of(tsa.key.preferred_signature()), "1.2.3");
        keep("time_stamp_query", question.der);
        const auto query = issuing::read_time_stamp_query(question.der).value();
        keep("time_stamp", issuing::write_time_stamp_answer(stamper, query, now, "\x05"));
        evidences(signer, stamper);
    }

    void documents(const crypto::Identity& signer) {
        const auto prepared = signing::SigningIdentity::prepare(signer).value();
        keep("signed_xml", signing::sign_envelope("<a:b xmlns:a=\"urn:a\">text</a:b>", prepared).value());
        const auto once = signing::sign_enveloped("<a xmlns=\"urn:a\"><b>text</b></a>", prepared).value();
        keep("signed_xml", once);
        keep("signed_xml", signing::sign_enveloped(once, prepared, signing::BodyForm::any).value());
    }

    void containers(const crypto::Identity& signer) {
        const std::vector<asic::AsicFile> files{{"шарт.txt", "text"}, {"annex/table.csv", "a;b\n1;2\n"}};
        const auto container = asic::write_asic_e(files, signer, now).value();
        keep("asic", container);
        // A manifest alone is read as well.
        keep("asic", asic::read_container(container, {}).value().find("META-INF/ASiCManifest.xml")->octets);
        auto signature = trust::sign_cms(files[0].octets, signer, {.detached = true}).value();
        keep("asic", asic::write_container({std::string(asic::media_type_s),
                                            {files[0], {"META-INF/signature.p7s", std::move(signature)}}})
                         .value());
    }

    void evidences(const crypto::Identity& signer, const issuing::Issuer& stamper) {
        testing::SealedJournal journal([&](std::string_view text) {
            const auto digest = crypto::digest_of(stamper.key().preferred_signature());
            const issuing::TimeStampQuery query{digest, crypto::digest(digest, text), {}, {}};
            return issuing::write_time_stamp_answer(stamper, query, now, "\x05");
        });
        journal.write("node/1", "e", journal::State::accepted, {{journal::Leg::request_in, "text/xml", "<a/>"}});
        journal.write("node/1", "f", journal::State::accepted);
        journal.write("node/1", "e", journal::State::answered, {{journal::Leg::reply_out, "", "{}"}});
        journal.seal("node/1", true);
        evidence::BundleContent bundle;
        bundle.exchange = "e";
        bundle.proof = journal::make_proof(journal.material("e")).value();
        bundle.legs = journal.octets["e"];
        for (const auto& record : bundle.proof.records) {
            keep("evidence", record.text);
            keep("evidence", "r" + record.text + "\n");
            keep("evidence", evidence::proof_text({1, record.seal, record.path}));
        }
        keep("evidence", "s" + seal_text(bundle.proof.seals.front().seal) + "\n");
        keep("evidence", evidence::write_bundle(bundle, signer, now).value());
    }

    void trees() {
        keep("tree",
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<p:a xmlns:p=\"urn:p\" xmlns=\"urn:d\" p:b='&lt;&#10;'>\r\n"
             " <c>1<!-- x -->2<![CDATA[<3>]]>&amp;<d xmlns=\"\" xml:lang=\"kk\"/>&#x1F642;</c >\n</p:a>\n");
        keep("tree", "<құжат атр='ҚҰ\t'>Қазақстан<e/>\r<?p q?>&#13;]]&gt;</құжат><!-- -->");
        keep("tree", "<a>&lt;b>&lt;![CDATA[x]]&gt;&amp;lt;&lt;/b></a>");
    }

    void messages_of_shep() {
        for (const auto& [name, octets] : adapters::shep::samples::all()) {
            keep("shep_async", octets);
        }
    }

    void messages_with_attachments() {
        const auto envelope = soap::write_envelope("<a xmlns=\"urn:a\"><Scan>" + to_base64(std::string(90, 'x')) +
                                                   "</Scan><Other>" + to_base64("\r\n--") + "</Other></a>");
        const auto packed = soap::pack(envelope, {{"Scan", "Other"}, 1, 7});
        keep("mtom", packed.content_type + "\n" + packed.body);
        keep("mtom",
             "multipart/related;type=application/xop+xml;boundary=b;start=r;start-info=text/xml\n"
             "preamble\r\n--b \r\ncontent-id:\r\n <%@a>\r\ncontent-transfer-encoding: base64\r\n\r\neA==\r\n--b\r\n"
             "Content-ID: r\r\nContent-Type: application/xop+xml; charset=utf-8; type=\"text/xml\"\r\n\r\n"
             "<a><b><Include xmlns='http://www.w3.org/2004/08/xop/include' href='cid:%25@a'></Include></b></a>"
             "\r\n--b--\r\nepilogue");
    }

    // Of the project's own files, when it is started from the root of the project.
    void mappings() {
        keep("mapping_file", fuzz::mapping_of_all_shapes);
        keep("mapping_input", fuzz::message_of_all_shapes);
        const fuzz::MappingFolder folder;
        const auto codes = mapping::load_code_tables(folder.path() / "codes").value();
        const auto mapping =
            mapping::Mapping::load(folder.write("t/m.yaml", fuzz::mapping_of_all_shapes), codes).value();
        const auto tree = xml::Tree::parse(otkel::tests::sealed(fuzz::message_of_all_shapes), {}).value();
        keep("mapping_input", mapping->to_json_text(tree.root()).value().text);
        each_file("mappings", {".yaml"}, [&](std::string text) {
            if (text.starts_with("mapping: ")) {
                text.replace(0, text.find('\n'), "mapping: t/m");
                for (auto at = text.find("  schema: "); at != std::string::npos; at = text.find("  schema: ", at)) {
                    text.erase(at, text.find('\n', at) + 1 - at);
                }
                keep("mapping_file", text);
            }
        });
        each_file("samples", {".xml", ".json"}, [&](const std::string& text) { keep("mapping_input", text); });
    }

    template <class Take>
    static void each_file(const fs::path& folder, const std::set<std::string>& extensions, const Take& take) {
        std::error_code absent;
        for (const auto& entry : fs::recursive_directory_iterator(folder, absent)) {
            if (extensions.contains(entry.path().extension().string())) {
                std::ifstream file(entry.path(), std::ios::binary);
                take(std::string{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()});
            }
        }
    }

    void keep(const std::string& target, const std::string& octets) {
        fs::create_directories(folder_ / target);
        const auto name = to_hex(crypto::digest(crypto::DigestAlgorithm::sha256, octets)).substr(0, 16);
        std::ofstream(folder_ / target / name, std::ios::binary) << octets;
    }

    fs::path folder_;
    crypto::KeyAlgorithm kind_;
    issuing::Issuer authority_;
};

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) {
        std::cerr << "usage: fuzz_seeds FOLDER\n";
        return 2;
    }
    for (const auto kind : {crypto::KeyAlgorithm::gost2015_512, crypto::KeyAlgorithm::gost2004,
                            crypto::KeyAlgorithm::rsa, crypto::KeyAlgorithm::ecdsa_p256}) {
        Seeds(arguments[1], kind).write();
    }
    return 0;
}
