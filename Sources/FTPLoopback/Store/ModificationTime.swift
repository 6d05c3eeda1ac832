internal import Glibc

/// When a stored file was last changed, in whole seconds of UTC.
package struct ModificationTime: Sendable, Hashable, Comparable {
    package let secondsSince1970: Int

    package init(secondsSince1970: Int) { self.secondsSince1970 = secondsSince1970 }

    /// The machine's clock.
    package static var now: ModificationTime { ModificationTime(secondsSince1970: time(nil)) }

    package static func < (left: Self, right: Self) -> Bool {
        left.secondsSince1970 < right.secondsSince1970
    }

    /// `20240131235959`, as MDTM and MLSD write it (RFC 3659 §2.3).
    package var timeValue: String { formatted("%Y%m%d%H%M%S") }

    /// As `ls -l` writes it: the time of day for half a year, then the year.
    var listValue: String {
        let age = ModificationTime.now.secondsSince1970 - secondsSince1970
        return formatted((0..<15_552_000).contains(age) ? "%b %e %H:%M" : "%b %e  %Y")
    }

    func shifted(bySeconds seconds: Int) -> ModificationTime {
        ModificationTime(secondsSince1970: secondsSince1970 + seconds)
    }

    private func formatted(_ format: String) -> String {
        var seconds = time_t(secondsSince1970)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let text = [UInt8](unsafeUninitializedCapacity: 64) { buffer, count in
            count = buffer.withMemoryRebound(to: CChar.self) { text in
                text.baseAddress.map { strftime($0, text.count, format, &parts) } ?? 0
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
