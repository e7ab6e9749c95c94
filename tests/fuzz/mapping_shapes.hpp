#pragma once

#include <string>

#include "tests/support/temporary_folder.hpp"

// A folder with a mapping of rules of all shapes, for the fuzz targets of mappings and their seeds.

namespace otkel::fuzz {

inline const std::string mapping_of_all_shapes =
    R"(mapping: t/m
version: 1
about: Rules of all shapes.
xml: {namespaces: {a: "urn:a", b: "urn:b"}, root: a:R}
keys: {number: number, code: "lines[].unit"}
codes-on: day
fields:
  - {xml: Number, json: number, required: true}
  - {xml: Day, json: day, as: date, form: [dd.MM.yyyy, yyyy-MM-dd]}
  - {xml: "@at", json: at, as: dateTime}
  - {xml: Goods/Weight, json: weight.value, as: decimal}
  - {xml: Goods/Weight/@unit, json: weight.unit, codes: unit}
  - {xml: Goods/Name, json: name, nil: true}
  - {xml: Octets, json: octets, as: base64}
  - {xml: Lasts, json: lasts, as: duration}
  - {xml: True, json: flag, as: boolean}
  - {xml: Count/@n, json: count, as: integer, default: "1"}
  - {xml: Who, json: who, as: [bin, iin]}
  - {each: Lines/Line, json: lines, fields: [{xml: "@no", json: no, as: integer}, {xml: ., json: unit, codes: kept}]}
  - {each: b:Mark, json: marks, as: gtin, empty: absent}
  - {each: Maybe/One, json: maybe, as: integer, nil: true}
  - {object: Origin, json: origin, nil: true, use: t/word, with: {code: "@code"}}
  - {xml: {kk: NameKk, ru: NameRu}, json: names, as: text}
  - {xml: Title, json: title, as: text, language: "@lang"}
  - {entries: Properties/Property, json: properties, key: Key, value: Value}
  - {entries: Mass, json: masses, key: "@name", value: ., as: decimal}
  - {xml: Open/@id, json: open.id}
  - {attributes: Open, json: open.more}
  - choose: {xml: Kind, json: kind}
    when:
      IM: {json: import, fields: [{xml: From, json: way.origin, as: country}]}
      EK: {json: export,
           fields: [{xml: To, json: way.destination}, {object: Deep, json: deep, fields: [{xml: ., json: text}]}]}
  - each: Subjects/*
    json: subjects
    fields:
      - choose: {xml: name(), json: kind}
        when:
          Company: {fields: [{xml: Bin, json: bin, as: bin}]}
          a:Person: {json: person, fields: [{xml: Iin, json: iin}]}
  - object: Party
    json: party
    fields:
      - choose: {xml: "@xsi:type", json: type}
        when: {a:Firm: {fields: [{xml: Bin, json: bin}]}, Man: {fields: [{xml: Iin, json: iin}]}}
  - {document: Body, json: body, root: a:inner, declaration: true,
     fields: [{xml: num, json: number}, {each: i, json: items}]}
  - {to-json: {json: channel, value: shep}}
  - {to-xml: {xml: SentAt, value: now, as: dateTime}}
)";

inline const std::string message_of_all_shapes =
    R"(<a:R xmlns:a="urn:a" xmlns:b="urn:b" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance")"
    R"( at="2026-07-12T09:30:00.5+05:00">)"
    R"(<Number>007</Number><Day>12.07.2026</Day><Goods><Weight unit="166">12.50</Weight><Name xsi:nil="true"/></Goods>)"
    R"(<Octets>AAEC</Octets><Lasts>P1DT12H</Lasts><True>1</True><Count/><Who>070740012348</Who>)"
    R"(<Lines><Line no="1">006</Line><Line>796</Line></Lines><b:Mark>04870000000012</b:Mark>)"
    R"(<Maybe><One>5</One><One xsi:nil="true"/></Maybe>)"
    R"(<Origin code="1"><nameRu>&#13;<![CDATA[<сүт>]]></nameRu></Origin>)"
    R"(<NameKk>Сүт</NameKk><NameRu>Молоко</NameRu>)"
    R"(<Title lang="kk">Әділ</Title><Title lang="ru">x</Title>)"
    R"(<Properties><Property><Key>k</Key><Value/></Property></Properties>)"
    R"(<Mass name="m">0.1</Mass><Open id="1" colour="red" a:size="5" b:size="6"/>)"
    R"(<Kind>EK</Kind><To>NO</To><Deep>t</Deep>)"
    R"(<Subjects><Company><Bin>070740012348</Bin></Company><a:Person><Iin>2</Iin></a:Person></Subjects>)"
    R"(<Party xsi:type="a:Firm"><Bin>1</Bin></Party>)"
    R"(<Body>&lt;a:inner xmlns:a="urn:a">&lt;num>7&lt;/num>&lt;i>1&lt;/i>&lt;/a:inner></Body></a:R>)";

class MappingFolder : public otkel::tests::TemporaryFolder {
public:
    MappingFolder() {
        const std::string entries =
            "codes:\n  - {code: \"006\", word: metre}\n  - {code: \"166\", word: kilogram, from: 2016-01-01}\n"
            "  - {code: \"1\", word: old, to: 2019-12-31}\n  - {code: \"1\", word: new, from: 2020-01-01}\n"
            "  - {code: PCE, word: metre, to-json-only: true}\n";
        write("codes/unit.yaml", "table: unit\nunknown: error\n" + entries);
        write("codes/kept.yaml", "table: kept\nunknown: keep\n" + entries);
        write("t/word.yaml",
              "part: t/word\nversion: 1\nparameters: {code: ~, name: nameRu}\n"
              "fields:\n  - {xml: $(code), json: code}\n  - {xml: $(name), json: name}\n");
    }
};

}  // namespace otkel::fuzz
