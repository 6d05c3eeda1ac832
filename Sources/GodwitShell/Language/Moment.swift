/// When `at` and delays mean.
enum Moment {
    /// A duration such as `90`, `90s`, `10m`, `2h`, `1d` or `1h30m`; nil when it is none.
    static func duration(_ text: String) -> Duration? {
        var rest = text[...]
        var total = 0.0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
            guard let number = Double(digits), number.isFinite else { return nil }
            rest = rest.dropFirst(digits.count)
            switch rest.popFirst() {
            case "s", nil: total += number
            case "m": total += number * 60
            case "h": total += number * 3600
            case "d": total += number * 86400
            default: return nil
            }
        }
        return total <= 1e8 ? .seconds(total) : nil
    }

    /// How long to wait until a time: `HH:MM`, `HH:MM:SS` (today, else tomorrow), `+DURATION`,
    /// `now + DURATION`.
    /// - Parameter secondOfDay: the local time now, in seconds since midnight.
    static func delay(until text: String, secondOfDay: Int) -> Duration? {
        let words = text.split(separator: " ").joined()
        if words == "now" { return .zero }
        if words.hasPrefix("now+") { return duration(String(words.dropFirst(4))) }
        if words.hasPrefix("+") { return duration(String(words.dropFirst())) }
        let fields = words.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = fields.compactMap { $0.count <= 2 ? UInt8($0).map { Int($0) } : nil }
        guard numbers.count == fields.count, (2...3).contains(numbers.count), numbers[0] < 24,
            numbers[1...].allSatisfy({ $0 < 60 })
        else { return nil }
        let seconds = numbers[2...].first ?? 0
        let wanted = numbers[0] * 3600 + numbers[1] * 60 + seconds
        let wait = wanted - secondOfDay
        return .seconds(wait >= 0 ? wait : wait + 86400)
    }
}
