#pragma once

#include "gateway/base/text.hpp"

// The words of reports about signatures and certificates, for lawyers and officials. Private to app/report/.

namespace otkel::app::labels {

inline constexpr Text valid{"ЖАРАМДЫ", "ДЕЙСТВИТЕЛЬНА", "VALID"};
inline constexpr Text not_valid{"ЖАРАМСЫЗ", "НЕДЕЙСТВИТЕЛЬНА", "NOT VALID"};
inline constexpr Text covered{"Қол қойылған", "Подписано", "Signed content"};
inline constexpr Text signer{"Қол қоюшы", "Подписант", "Signer"};
inline constexpr Text who{"Кім", "Кто", "Who"};
inline constexpr Text organization{"Ұйым", "Организация", "Organisation"};
inline constexpr Text system{"Ақпараттық жүйе", "Информационная система", "Information system"};
inline constexpr Text role{"Өкілеттігі", "Полномочия", "Role"};
inline constexpr Text when{"Қашан", "Когда", "When"};
inline constexpr Text judged_at{"Тексерілген сәт", "Проверено на момент", "Judged at"};
inline constexpr Text certificate{"Сертификат", "Сертификат", "Certificate"};
inline constexpr Text issuer{"Берген", "Издатель", "Issuer"};
inline constexpr Text validity{"Қолданылу мерзімі", "Срок действия", "Valid"};
inline constexpr Text key{"Кілт", "Ключ", "Key"};
inline constexpr Text use{"Мақсаты", "Назначение", "Use"};
inline constexpr Text fingerprint{"SHA-256", "SHA-256", "SHA-256"};
inline constexpr Text chain{"Сертификаттар тізбегі", "Цепочка сертификатов", "Chain"};
inline constexpr Text evidence{"Дәлелдер", "Основания", "Evidence"};
inline constexpr Text revocation{"Кері қайтару", "Отзыв", "Revocation"};
inline constexpr Text reason{"Себебі", "Причина", "Reason"};

inline constexpr Text passed{"өтті", "верно", "passed"};
inline constexpr Text failed{"ӨТПЕДІ", "НЕВЕРНО", "FAILED"};
inline constexpr Text by_stamp{"уақыт белгісімен дәлелденген", "доказано меткой времени", "proved by a time stamp of"};
inline constexpr Text claimed{"қол қоюшының айтуы бойынша, дәлелденбеген", "со слов подписанта, не доказано",
                              "the signer's own word, not proved"};
inline constexpr Text time_unknown{"белгісіз: құжатта уақыт жоқ", "неизвестно: в документе нет времени",
                                   "unknown: the document carries no time"};
inline constexpr Text not_asked{"тексерілген жоқ", "не проверялся", "not checked"};
inline constexpr Text not_established{"анықталмады", "не установлено", "not established"};

inline constexpr Text valid_until{"мерзімінің соңы", "действителен до", "valid until"};
inline constexpr Text anchor{"сенім зәкірі", "якорь доверия", "trust anchor"};

inline constexpr Text signing{"қол қою", "подпись", "signing"};
inline constexpr Text authentication{"аутентификация", "аутентификация", "authentication"};
inline constexpr Text unknown_use{"көрсетілмеген", "не указано", "not stated"};

inline constexpr Text not_yet_in_force{"әлі күшіне енген жоқ", "ещё не действует", "not yet valid"};
inline constexpr Text in_force{"жарамды", "действителен", "valid"};
inline constexpr Text does_not_hold{"жарамсыз", "недействителен", "not valid"};
inline constexpr Text not_judged{"мерзімі өтпеген, тексерілмеген", "срок действия не истёк, не проверен",
                                 "within its dates, not judged"};
inline constexpr Text within_60_days{"мерзімі 60 күн ішінде бітеді", "истекает в течение 60 дней",
                                     "expires within 60 days"};
inline constexpr Text within_30_days{"мерзімі 30 күн ішінде бітеді", "истекает в течение 30 дней",
                                     "expires within 30 days"};
inline constexpr Text within_7_days{"мерзімі 7 күн ішінде бітеді", "истекает в течение 7 дней",
                                    "expires within 7 days"};
inline constexpr Text expired{"мерзімі өткен", "срок действия истёк", "expired"};

inline constexpr Text good{"кері қайтарылмаған", "не отозван", "not revoked"};
inline constexpr Text revoked{"КЕРІ ҚАЙТАРЫЛҒАН", "ОТОЗВАН", "REVOKED"};
inline constexpr Text unknown_to_authority{"куәландырушы орталыққа белгісіз", "неизвестен удостоверяющему центру",
                                           "unknown to the authority"};

}  // namespace otkel::app::labels
