internal import GodwitShell

@main
enum Main {
    static func main() { Program.main() }
}
