#include "adapters/ncanode/keys.hpp"

#include <algorithm>
#include <iterator>

#include "gateway/trust/certificate.hpp"

namespace otkel::adapters::ncanode {
namespace {

// The authority's files name a key by its identifier (protocol fact, seen); what has no name is found by that, too.
std::string identifier_of(const crypto::Identity& identity) {
    const auto certificate = trust::Certificate::from_der(identity.certificate_der);
    return certificate ? to_hex((*certificate)->subject_key_id()) : std::string();
}

std::vector<std::string> aliases_of(const std::vector<crypto::Identity>& identities) {
    std::vector<std::string> aliases;
    std::transform(identities.begin(), identities.end(), std::back_inserter(aliases), [](const auto& identity) {
        return identity.name.empty() ? identifier_of(identity) : identity.name;
    });
    return aliases;
}

std::optional<std::size_t> find_alias(std::string_view alias, const std::vector<crypto::Identity>& identities,
                                      const std::vector<std::string>& aliases) {
    const auto named = std::find(aliases.begin(), aliases.end(), alias);
    if (named != aliases.end()) {
        return static_cast<std::size_t>(named - aliases.begin());
    }
    const auto at = std::find_if(identities.begin(), identities.end(),
                                 [&](const auto& identity) { return identifier_of(identity) == alias; });
    return at == identities.end() ? std::nullopt : std::optional(static_cast<std::size_t>(at - identities.begin()));
}

std::optional<std::vector<crypto::Identity>> open_file(const Fields& signer) {
    auto content = signer.octets("key");
    const WipedAtEnd wiped(content);
    const auto password = signer.text("password");
    if (signer.has_failed()) {
        return std::nullopt;
    }
    auto identities = crypto::read_pkcs12(content, password);
    if (!identities) {
        signer.refuse(identities.error().code == Errc::forbidden ? "password" : "key", identities.error());
        return std::nullopt;
    }
    return std::move(*identities);
}

std::optional<ChosenKey> key_of_file(const Fields& signer, const Settings& settings) {
    if (!settings.keys_in_requests) {
        signer.refuse("key", "keys in requests are not accepted here; name a key of the gateway in keyName");
        return std::nullopt;
    }
    auto identities = open_file(signer);
    if (!identities) {
        return std::nullopt;
    }
    auto aliases = aliases_of(*identities);
    const auto alias = signer.text_if("keyAlias").value_or(std::string_view());
    const auto chosen = alias.empty() ? std::size_t{0} : find_alias(alias, *identities, aliases);
    if (!chosen) {
        signer.refuse("keyAlias", "the file holds no key of this name; /pkcs12/aliases tells the names");
    }
    if (signer.has_failed()) {
        return std::nullopt;
    }
    return ChosenKey{std::move((*identities)[*chosen]), std::move(aliases)};
}

std::optional<ChosenKey> key_of_gateway(const Fields& signer, const KeySources& sources) {
    const auto name = std::string(signer.text("keyName"));
    for (const auto* key : {"key", "password", "keyAlias"}) {
        if (signer.has(key)) {
            signer.refuse(key, "keyName names a key of the gateway; nothing else can be given with it");
        }
    }
    if (signer.has_failed()) {
        return std::nullopt;
    }
    const auto found = sources.identities.find(name);
    if (!sources.settings.key_names.contains(name) || found == sources.identities.end()) {
        signer.refuse("keyName", "no key of this name is offered here");
        return std::nullopt;
    }
    const auto& identity = *found->second;
    return ChosenKey{{identity.key(), identity.certificate_der(), {}, name}, {name}};
}

}  // namespace

std::optional<ChosenKey> choose_key(const Fields& signer, const KeySources& sources) {
    return signer.has("keyName") ? key_of_gateway(signer, sources) : key_of_file(signer, sources.settings);
}

std::optional<signing::SigningIdentity> choose_signer(const Fields& signer, const KeySources& sources) {
    auto key = choose_key(signer, sources);
    if (!key) {
        return std::nullopt;
    }
    auto identity = signing::SigningIdentity::prepare(std::move(key->identity));
    if (!identity) {
        signer.refuse(signer.has("keyName") ? "keyName" : "key", identity.error());
        return std::nullopt;
    }
    return std::move(*identity);
}

}  // namespace otkel::adapters::ncanode
