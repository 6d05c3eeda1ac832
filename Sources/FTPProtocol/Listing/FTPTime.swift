/// A time as a server tells it: how exact it is, and whether it is surely UTC.
public struct FTPTime: Sendable, Hashable {
    /// The smallest unit that the server named.
    public enum Precision: Sendable, Hashable {
        /// Seconds, and a fraction of 0 to 999 999 999 nanoseconds.
        case second(nanoseconds: UInt32)
        /// Minutes, as `ls -l` shows a young file.
        case minute
        /// Days, as `ls -l` shows an old file.
        case day
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, negative before it.
    public let seconds: Int64
    /// The smallest unit that the server named.
    public let precision: Precision
    /// Whether the server promised UTC, as RFC 3659 §2.3 has it; false where it may be the
    /// server's local time, which ``seconds`` then counts as if it were UTC.
    public let isUTC: Bool

    /// Creates a time from seconds since 1970-01-01T00:00:00Z.
    public init(seconds: Int64, precision: Precision = .second(nanoseconds: 0), isUTC: Bool = true)
    {
        self.seconds = seconds
        self.precision = precision
        self.isUTC = isUTC
    }

    /// Reads `YYYYMMDDHHMMSS[.sss]` of MDTM and of the `modify` fact (RFC 3659 §2.3).
    ///
    /// A leap second `:60` is the first second of the next minute. `19100…` with 15 digits is the
    /// year 2000 of servers that write "19" and the years since 1900. Nil for a date or time that
    /// does not exist.
    public init?(timeValue octets: some Sequence<UInt8>) {
        guard let time = Word.reading(Array(octets), { FTPTime(timeValue: $0) }) else {
            return nil
        }
        self = time
    }

    init?(timeValue octets: Word) {
        let text = octets.trimmingBlanks
        let whole = text.prefix { $0 != UInt8(ascii: ".") }
        guard let nanoseconds = Self.nanoseconds(text[whole.endIndex...]) else { return nil }
        var digits = whole
        var century = 0
        if digits.count == 15, digits.starts(with: "191".utf8) {
            digits = digits.dropFirst(2)
            century = 1900
        }
        let yearDigits = digits.count - 10
        guard digits.count == (century == 0 ? 14 : 13),
            let year = DecimalNumber.parse(digits.prefix(yearDigits), as: Int.self)
        else { return nil }
        /// The two digits at a place behind the year.
        func pair(_ place: Int) -> Int {
            let start = digits.startIndex + yearDigits + 2 * place
            return DecimalNumber.parse(digits[start..<(start + 2)]) ?? .max
        }
        guard let date = CivilDate(year: century + year, month: pair(0), day: pair(1)) else {
            return nil
        }
        self.init(
            date, hour: pair(2), minute: pair(3), second: pair(4),
            precision: .second(nanoseconds: nanoseconds), isUTC: true)
    }

    /// Nil for a time of day that does not exist; `24:00:00` and the second 60 do.
    init?(
        _ date: CivilDate, hour: Int = 0, minute: Int = 0, second: Int = 0, precision: Precision,
        isUTC: Bool = false
    ) {
        let isMidnight = hour == 24 && minute == 0 && second == 0
        guard (0...23).contains(hour) || isMidnight, (0...59).contains(minute),
            (0...60).contains(second)
        else { return nil }
        let ofDay = Int64(hour * 3600 + minute * 60 + second)
        self.init(
            seconds: date.daysSinceEpoch * 86_400 + ofDay, precision: precision, isUTC: isUTC)
    }

    /// The day on which it is.
    var date: CivilDate {
        CivilDate(daysSinceEpoch: seconds.flooredQuotient(by: 86_400))
    }

    /// The value of `.sss`, cut to nanoseconds; 0 for nothing, nil for what is no fraction.
    private static func nanoseconds(_ fraction: Word) -> UInt32? {
        guard !fraction.isEmpty else { return 0 }
        let digits = fraction.dropFirst()
        guard fraction.first == UInt8(ascii: "."), !digits.isEmpty,
            digits.allSatisfy(DecimalNumber.isDigit)
        else { return nil }
        let padded = Array(digits.prefix(9)) + repeatElement(UInt8(ascii: "0"), count: 9)
        return DecimalNumber.parse(padded.prefix(9))
    }
}

extension FTPTime {
    /// Reads ISO 8601: `2026-11-21T10:46:40.5Z`, with `+01:00` for `Z`, without seconds, or a
    /// day alone. Without `Z` or an offset it is not known to be UTC.
    public init?(iso8601 text: String) {
        guard let time = Word.reading(Array(text.utf8), { FTPTime(iso8601: $0) }) else {
            return nil
        }
        self = time
    }

    private init?(iso8601 text: Word) {
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) {
            $0 == UInt8(ascii: "T") || $0 == UInt8(ascii: "t") || $0 == UInt8(ascii: " ")
        }
        guard let day = parts.first.flatMap({ CivilDate(iso8601: $0) }) else {
            return nil
        }
        guard parts.count == 2 else {
            self.init(day, precision: .day)
            return
        }
        var clock = parts[1]
        var offset: Int64?
        if clock.last == UInt8(ascii: "Z") || clock.last == UInt8(ascii: "z") {
            offset = 0
            clock = clock.dropLast()
        } else if let sign = clock.lastIndex(where: { $0 == 0x2B || $0 == 0x2D }) {
            guard let zone = ClockTime(clock[(sign + 1)...]), zone.second == nil else { return nil }
            let minutes = Int64(zone.hour * 60 + zone.minute)
            offset = clock[sign] == UInt8(ascii: "+") ? -60 * minutes : 60 * minutes
            clock = clock[..<sign]
        }
        let whole = clock.prefix { $0 != UInt8(ascii: ".") }
        guard let time = ClockTime(whole),
            let nanoseconds = Self.nanoseconds(clock[whole.endIndex...]),
            let local = FTPTime(
                day, hour: time.hour, minute: time.minute, second: time.second ?? 0,
                precision: time.second == nil ? .minute : .second(nanoseconds: nanoseconds))
        else { return nil }
        self.init(
            seconds: local.seconds + (offset ?? 0), precision: local.precision, isUTC: offset != nil
        )
    }
}

extension FTPTime: CustomStringConvertible {
    /// ISO 8601 to the second: `2026-11-21T10:46:40Z`, with a fraction if the server named one.
    ///
    /// Always ends with `Z`, because ``seconds`` counts that way; ``isUTC`` says how sure it is.
    public var description: String {
        var octets: [UInt8] = []
        append(to: &octets)
        return String(decoding: octets, as: UTF8.self)
    }

    /// Appends ``description``, for those who write a million of them.
    package func append(to octets: inout [UInt8]) {
        let date = date
        let year = date.year.magnitude
        let ofDay = UInt((seconds % 86_400 + 86_400) % 86_400)
        if year > 9999 { octets += String(year / 10_000).utf8 }
        Self.append(year / 100 % 100, to: &octets)
        Self.append(year % 100, before: "-", to: &octets)
        Self.append(UInt(date.month), before: "-", to: &octets)
        Self.append(UInt(date.day), before: "T", to: &octets)
        Self.append(ofDay / 3600, before: ":", to: &octets)
        Self.append(ofDay / 60 % 60, before: ":", to: &octets)
        Self.append(ofDay % 60, to: &octets)
        if case .second(let nanoseconds) = precision, nanoseconds > 0 {
            Self.append(fraction: nanoseconds, to: &octets)
        }
        octets.append(UInt8(ascii: "Z"))
    }

    /// Appends a number below 100 in two digits.
    private static func append(
        _ number: UInt, before separator: Unicode.Scalar? = nil, to octets: inout [UInt8]
    ) {
        octets.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10))
        octets.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
        if let separator { octets.append(UInt8(ascii: separator)) }
    }

    /// Appends a point and as many digits as it needs.
    private static func append(fraction nanoseconds: UInt32, to octets: inout [UInt8]) {
        octets.append(UInt8(ascii: "."))
        var rest = nanoseconds
        var unit: UInt32 = 100_000_000
        while rest > 0 {
            octets.append(UInt8(ascii: "0") + UInt8(rest / unit))
            rest %= unit
            unit /= 10
        }
    }

    /// The time as MDTM writes it, to the second: `20261121104640` (RFC 3659 §2.3).
    public var timeValue: String { description.prefix { $0 != "." }.filter(\.isNumber) }
}

extension Int64 {
    /// The quotient, rounded towards the past for times before 1970 too.
    func flooredQuotient(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
