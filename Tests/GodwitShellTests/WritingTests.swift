import Testing

@testable import GodwitShell

/// Lists that were read are written so that reading gives the same.
struct WritingTests {
    private func list(_ text: String) throws -> CommandList {
        let lists = try ScriptReader.read(text)
        #expect(lists.count == 1)
        var list = try #require(lists.first)
        list.source = ""
        return list
    }

    @Test(arguments: [
        "get a", "get 'a b' \"c\\\"d\" e\\ f", #"get "it's" '$x' \$y "\$z""#, "get '' x",
        "cd $DIR && get \"$FILE.iso\" || echo $?", "mput *.tar 'a*' {b,c}~", "get a\\\nb",
        "get 'a\nb'", "x=$y", "x=", "x='a b'", "ls > 'my list'", "ls -l >> $OUT",
        "ls | grep 'a;b' 2>&1 && !echo a; echo b", "echo $@ $# $1 a$b", "get a#b",
        "cat x || get $'x'", "!ls -l | sort", "get å漢 '日 本'", "echo $ a", "echo \"$\"",
        #"echo '"' "'" \' "a'b$c""#,
    ])
    func `what is written is read as it was`(text: String) throws {
        let list = try list(text)
        #expect(try self.list(list.written) == list)
    }

    @Test func `the steps behind the one that runs are kept`() throws {
        let list = try list("cd a && get 'b c' || echo no")
        #expect(list.dropping(0).written == "cd a && get 'b c' || echo no")
        #expect(list.dropping(1).written == "get 'b c' || echo no")
        #expect(list.dropping(2).written == "echo no")
        #expect(try list.dropping(1).source == self.list("get 'b c' || echo no").written)
    }
}
