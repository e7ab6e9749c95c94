#include "gateway/base/finding_titles.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace otkel {
namespace {

constexpr std::array titles{
    std::pair<std::string_view, Text>{"element-unexpected",
                                      {"бұл жерде мұндай элемент болмауы керек", "здесь не должно быть такого элемента",
                                       "this element may not stand here"}},
    std::pair<std::string_view, Text>{
        "element-missing", {"міндетті элемент жоқ", "нет обязательного элемента", "a required element is missing"}},
    std::pair<std::string_view, Text>{
        "attribute-unexpected",
        {"мұндай атрибут болмауы керек", "здесь не должно быть такого атрибута", "this attribute may not stand here"}},
    std::pair<std::string_view, Text>{
        "attribute-missing", {"міндетті атрибут жоқ", "нет обязательного атрибута", "a required attribute is missing"}},
    std::pair<std::string_view, Text>{
        "value-type", {"мәннің түрі дұрыс емес", "значение не того типа", "the value has a wrong type"}},
    std::pair<std::string_view, Text>{"value-pattern",
                                      {"мәннің жазылуы үлгіге сай емес", "значение записано не по шаблону",
                                       "the value does not have the form that is asked for"}},
    std::pair<std::string_view, Text>{
        "value-not-listed",
        {"мән рұқсат етілген тізімде жоқ", "значения нет в списке допустимых", "the value is not among those allowed"}},
    std::pair<std::string_view, Text>{
        "value-length", {"мәннің ұзындығы дұрыс емес", "длина значения неверна", "the value has a wrong length"}},
    std::pair<std::string_view, Text>{
        "value-out-of-bounds",
        {"мән рұқсат етілген шектен тыс", "значение вне допустимых пределов", "the value is out of bounds"}},
    std::pair<std::string_view, Text>{
        "value-digits", {"санның цифрлары тым көп", "в числе слишком много цифр", "the number has too many digits"}},
    std::pair<std::string_view, Text>{
        "schema-violation",
        {"құжат схемаға сай емес", "документ не соответствует схеме", "the document breaks its schema"}},
    std::pair<std::string_view, Text>{
        "required-missing", {"міндетті мән жоқ", "нет обязательного значения", "a required value is missing"}},
    std::pair<std::string_view, Text>{"value-invalid",
                                      {"мән дұрыс емес", "значение неверно", "the value is not valid"}},
    std::pair<std::string_view, Text>{
        "code-unknown", {"код анықтамалықта жоқ", "кода нет в справочнике", "the code is not in the code list"}},
    std::pair<std::string_view, Text>{
        "code-not-valid",
        {"код бұл күні қолданыста емес", "код не действует на эту дату", "the code is not valid on this date"}},
    std::pair<std::string_view, Text>{
        "wrong-type", {"мәннің түрі дұрыс емес", "значение не того типа", "the value has a wrong type"}},
    std::pair<std::string_view, Text>{"not-a-value",
                                      {"мәннің орнында элементтер тұр", "на месте значения стоят элементы",
                                       "elements stand where a value is expected"}},
    std::pair<std::string_view, Text>{"repeated",
                                      {"элемент қайталанған", "элемент повторяется", "the element is repeated"}},
    std::pair<std::string_view, Text>{
        "nil-unexpected",
        {"мән бос деп белгіленген", "значение помечено как отсутствующее", "the value is marked as absent"}},
    std::pair<std::string_view, Text>{
        "character-forbidden",
        {"рұқсат етілмеген таңба бар", "есть недопустимый символ", "there is a character that is not allowed"}},
    std::pair<std::string_view, Text>{
        "language-unknown",
        {"мәтіннің тілі көрсетілмеген", "язык текста не указан", "the language of the text is not given"}},
    std::pair<std::string_view, Text>{"not-a-document",
                                      {"элементтің ішінде XML құжаты жоқ", "внутри элемента нет документа XML",
                                       "there is no XML document inside the element"}},
    std::pair<std::string_view, Text>{"wrong-root",
                                      {"құжаттың түбірлік элементі басқа", "у документа другой корневой элемент",
                                       "the document has another root element"}},
    std::pair<std::string_view, Text>{
        "not-carried",
        {"бұл мазмұн берілмей қалар еді", "это содержание было бы потеряно", "this content would be lost"}},
};

}  // namespace

std::optional<Text> finding_title(std::string_view code) {
    const auto* found = std::find_if(titles.begin(), titles.end(), [&](const auto& one) { return one.first == code; });
    return found == titles.end() ? std::nullopt : std::optional{found->second};
}

}  // namespace otkel
