/// The names of months in the languages that servers write, in UTF-8 and the older encodings.
enum MonthName {
    /// 1 to 12 for `Nov`, `November`, `нояб`, in any case; nil for another word.
    ///
    /// A dot behind an abbreviation does not count.
    static func number(_ word: Word) -> Int? {
        if word.count == 3, let month = english(word) { return month }
        guard (2...24).contains(word.count) else { return nil }
        let folded = word.dropping(last: ".").map(\.lowercased)
        if folded.allSatisfy(DecimalNumber.isDigit) { return nil }
        return names[folded] ?? (folded.count == 3 ? english(folded) : nil)
    }

    /// The three letters that nearly all servers write, without a look into the table.
    private static func english(_ word: some Sequence<UInt8>) -> Int? {
        var letters: UInt32 = 0
        for octet in word { letters = letters << 8 | UInt32(octet.lowercased) }
        return switch letters {
        case 0x6A61_6E: 1
        case 0x6665_62: 2
        case 0x6D61_72: 3
        case 0x6170_72: 4
        case 0x6D61_79: 5
        case 0x6A75_6E: 6
        case 0x6A75_6C: 7
        case 0x6175_67: 8
        case 0x7365_70: 9
        case 0x6F63_74: 10
        case 0x6E6F_76: 11
        case 0x6465_63: 12
        default: nil
        }
    }

    /// Twelve months a language, the forms of one month between bars. Where two languages use a
    /// word for different months, the first wins.
    private static let languages: [String] = [
        // English and its long forms
        "january february march april may june july august sept|september october "
            + "november december",
        // German, also Austrian
        "jan|jän|jänn|januar|jänner feb|febr|februar mär|mrz|märz apr mai juni juli "
            + "aug sep okt|oktober nov dez|dezember",
        // French
        "jan|janv|janvier fév|févr|février|fevr mars avr|avril mai juin juil|jui|juillet "
            + "aoû|août|aout sept|septembre oct|octobre novembre déc|décembre",
        // Hungarian
        "jan|január feb|febr|február márc|már|március ápr|április máj|május jún|június "
            + "júl|július aug|augusztus szept|sze|szep|szeptember okt|október nov dec",
        // Russian, the genitive too
        "янв|января|январь фев|февр|февраля|февраль мар|марта|март апр|апреля|апрель "
            + "май|мая июн|июня|июнь июл|июля|июль авг|августа|август "
            + "сен|сент|сентября|сентябрь окт|октября|октябрь ноя|нояб|ноября|ноябрь "
            + "дек|декабря|декабрь",
        // Ukrainian, Bulgarian
        "січ|січня лют|лютого бер|березня кві|квітня тра|травня чер|червня лип|липня "
            + "сер|серпня вер|вересня жов|жовтня лис|листопада гру|грудня",
        "яну фев мар апр май юни юли авг сеп окт ное дек",
        // Italian, Spanish, Portuguese
        "gen feb mar apr mag giu lug ago set ott nov dic",
        "ene feb mar abr mayo jun jul ago sept oct nov dic",
        "jan fev mar abr mai jun jul ago set out nov dez",
        // Dutch, Danish, Norwegian, Swedish, Icelandic
        "jan feb mrt|maa apr mei jun jul aug sep okt nov dec",
        "jan feb mar|mars apr maj jun|juni jul|juli aug sep okt nov des",
        "jan feb mar apr maí jún júl ágú sep okt nóv des",
        // Finnish, Estonian, Lithuanian
        "tam|tammi hel|helmi maa|maalis huh|huhti tou|touko kes|kesä hei|heinä elo syy|syys "
            + "lok|loka mar|marras jou|joulu",
        "jaan veebr märts aprill mai juuni juuli aug sept okt nov dets",
        "sau vas kov bal geg bir lie rgp|rugp rgs|rugs spa lap grd|gruo",
        // Polish, Czech, Slovak, Slovenian, Croatian
        "sty lut mar kwi maj cze lip sie wrz paź lis gru",
        "led úno bře dub kvě čen|čer čec srp zář říj lis pro",
        "jan feb mar apr máj jún júl aug sep okt nov dec",
        "jan feb mar apr maj jun jul avg sep okt nov dec",
        "sij velj|vel ožu tra svi lip srp kol ruj lis stu pro",
        // Romanian, Turkish, Greek
        "ian feb mar apr mai iun iul aug sep oct noi dec",
        "oca şub mar nis may haz tem ağu eyl eki kas ara",
        "ιαν φεβ μαρ|μάρ απρ μαϊ|μάι|μαΐ ιουν|ιούν ιουλ|ιούλ αυγ|αύγ σεπ οκτ νοε|νοέ δεκ",
    ]

    private static let names: [[UInt8]: Int] = {
        var names: [[UInt8]: Int] = [:]
        for language in languages {
            for (month, forms) in language.split(separator: " ").enumerated() {
                for form in forms.split(separator: "|") {
                    for octets in LegacyEncoding.encodings(of: String(form)) {
                        names[octets] = names[octets] ?? month + 1
                    }
                }
            }
        }
        return names
    }()
}

/// The encodings of one octet a letter that servers used before UTF-8, as far as the names of
/// months need them.
private enum LegacyEncoding {
    /// The text, in lower case, in UTF-8 and in every encoding that has its letters; where case
    /// matters to the octets, also capitalised and in capitals.
    static func encodings(of text: String) -> [[UInt8]] {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return [Array(text.utf8)] }
        var all: [[UInt8]] = []
        let capitalised = text.prefix(1).uppercased() + text.dropFirst()
        for form in [text, capitalised, text.uppercased()] {
            all.append(form.utf8.map(\.lowercased))
            for table in tables {
                let octets = form.unicodeScalars.compactMap { scalar in
                    scalar.isASCII ? UInt8(ascii: scalar).lowercased : table[scalar]
                }
                if octets.count == form.unicodeScalars.count { all.append(octets) }
            }
        }
        return all
    }

    private static let tables: [[Unicode.Scalar: UInt8]] = [
        // ISO 8859-1, -15 and Windows-1252
        table("äöüáéíóúûâêÄÖÜÁÉÍÓÚÛ", "E4F6FCE1E9EDF3FAFBE2EAC4D6DCC1C9CDD3DADB"),
        // ISO 8859-2
        table("äöüáéíóúźčřěůÄÖÜÁÉÍÓÚČŘ", "E4F6FCE1E9EDF3FABCE8F8ECF9C4D6DCC1C9CDD3DAC8D8"),
        // Windows-1250 differs in these
        table("äáéíóúźžčřěÁÉÍÓÚČŘ", "E4E1E9EDF3FA9F9EE8F8ECC1C9CDD3DAC8D8"),
        // ISO 8859-9 and Windows-1254
        table("şğŞĞ", "FEF0DED0"),
        // Code pages 437 and 850 of DOS
        table("äöüáéíóúûÄÖÜÉ", "849481A082A1A2A3968E999A90"),
        // Windows-1251, KOI8-R, code page 866, ISO 8859-5
        cyrillic(small: Array(0xE0...0xFF), capital: Array(0xC0...0xDF)),
        cyrillic(small: koi8.map { $0 }, capital: koi8.map { $0 + 0x20 }),
        cyrillic(small: Array(0xA0...0xAF) + Array(0xE0...0xEF), capital: Array(0x80...0x9F)),
        cyrillic(small: Array(0xD0...0xEF), capital: Array(0xB0...0xCF)),
        // ISO 8859-7 and Windows-1253
        table(
            "αβγδειφμρπνλυσκοτΙΦΜΑΣΟΝΔάέύ",
            "E1E2E3E4E5E9F6ECF1F0EDEBF5F3EAEFF4C9D6CCC1D3CFCDC4DCDDFD"),
    ]

    /// The small letters from а to я in KOI8-R.
    private static let koi8: [UInt8] = [
        0xC1, 0xC2, 0xD7, 0xC7, 0xC4, 0xC5, 0xD6, 0xDA, 0xC9, 0xCA, 0xCB, 0xCC, 0xCD, 0xCE, 0xCF,
        0xD0, 0xD2, 0xD3, 0xD4, 0xD5, 0xC6, 0xC8, 0xC3, 0xDE, 0xDB, 0xDD, 0xDF, 0xD9, 0xD8, 0xDC,
        0xC0, 0xD1,
    ]

    private static func cyrillic(small: [UInt8], capital: [UInt8]) -> [Unicode.Scalar: UInt8] {
        var table: [Unicode.Scalar: UInt8] = [:]
        for (scalar, octet) in zip("абвгдежзийклмнопрстуфхцчшщъыьэюя".unicodeScalars, small) {
            table[scalar] = octet
        }
        for (scalar, octet) in zip("АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ".unicodeScalars, capital) {
            table[scalar] = octet
        }
        return table
    }

    /// - Parameter octets: two hexadecimal digits a letter.
    private static func table(_ letters: String, _ octets: String) -> [Unicode.Scalar: UInt8] {
        var table: [Unicode.Scalar: UInt8] = [:]
        var rest = octets[...]
        for scalar in letters.unicodeScalars {
            table[scalar] = UInt8(rest.prefix(2), radix: 16)
            rest = rest.dropFirst(2)
        }
        return table
    }
}
