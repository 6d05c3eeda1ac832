public import ArgumentParser
public import FTPClient
public import FTPProtocol

// Values of the protocol whose own words are the words of the command line.

extension DataAddressPolicy: ExpressibleByArgument {}
extension DataPorts.Extended: ExpressibleByArgument {}
extension FTPProxyLogin: ExpressibleByArgument {}
extension HashAlgorithm: ExpressibleByArgument {
    /// The names as servers write them, in any case: `SHA-256`, `sha256`.
    public init?(argument: String) { self.init(argument) }
}
extension OnChange: ExpressibleByArgument {}

extension VerifyPolicy: ExpressibleByArgument {}

extension TLSMode: ExpressibleByArgument {}

extension TLSPolicy.Version: ExpressibleByArgument {}
