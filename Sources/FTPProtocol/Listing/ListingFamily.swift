/// What a parser makes of one line; nil instead of it says "not mine".
enum ListingLine: Sendable, Hashable {
    /// Something in the folder.
    case entry(ListingEntry)
    /// The folder itself or the one above it: `.`, `..`, `cdir`, `pdir`.
    case dot(ListingEntry)
    /// A line that belongs to the format and names no entry, such as `total 12`.
    case heading
}

/// The kinds of listings that are understood, in the order in which detection tries them.
///
/// A new family is a case here, a file with its pure parser, and a line in ``read(_:now:)``;
/// the stricter one comes first, because the first wins where both read as many lines.
package enum ListingFamily: String, Sendable, Hashable, CaseIterable {
    /// MLSD and MLST (RFC 3659 §7).
    case mlsx = "mlsd"
    /// `ls -l`.
    case unix
    /// `DIR` of DOS and of IIS.
    case dos

    /// Reads one line without its end.
    /// - Parameter now: what a date without a year is relative to.
    func read(_ line: ArraySlice<UInt8>, now: FTPTime) -> ListingLine? {
        switch self {
        case .mlsx: MLSxParser.read(line)
        case .unix: UnixListingParser.read(line, now: now)
        case .dos: DOSListingParser.read(line, now: now)
        }
    }
}

/// How to read a listing.
package enum ListingFormat: Sendable, Hashable {
    /// As the family that reads most of the first lines.
    case detect
    /// As this family, whatever it looks like.
    case fixed(ListingFamily)

    /// MLSD and MLST (RFC 3659 §7).
    package static let mlsx = ListingFormat.fixed(.mlsx)

    /// Reads `auto` or the name of a family, as `godwit parse-listing --format` has it.
    package init?(name: String) {
        if name == "auto" {
            self = .detect
        } else if let family = ListingFamily(rawValue: name) {
            self = .fixed(family)
        } else {
            return nil
        }
    }
}
