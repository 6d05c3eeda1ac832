/// Octets, rates and times as a person reads them.
enum Quantity {
    /// `512 B`, `1.5 KiB`, `20 GiB`: three digits at the most before the unit.
    static func octets(_ count: UInt64) -> String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
        var value = Double(count)
        var unit = 0
        while value >= 1000, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        return "\(unit == 0 ? "\(count)" : decimal(value)) \(units[unit])"
    }

    /// `1.5 MiB/s`.
    static func rate(octets count: UInt64, in duration: Duration) -> String {
        let seconds = max(duration / .seconds(1), 0.001)
        return octets(UInt64(Double(count) / seconds)) + "/s"
    }

    /// `0.4 s`, `12 s`, `3 min 20 s`, `5 h 02 min`.
    static func time(_ duration: Duration) -> String {
        let seconds = max(0, duration / .seconds(1))
        if seconds < 10 { return "\(decimal(seconds)) s" }
        let whole = Int(min(seconds.rounded(), 1e9))
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(twoDigits(whole % 60)) s" }
        return "\(whole / 3600) h \(twoDigits(whole % 3600 / 60)) min"
    }

    /// One decimal below ten, none above.
    static func decimal(_ value: Double) -> String {
        if value >= 9.95 { return "\(Int(value.rounded()))" }
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
