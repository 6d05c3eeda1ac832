package import ArgumentParser

package struct DemoCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(commandName: "demo")
    package init() {}
    package func run() async throws {}
}
