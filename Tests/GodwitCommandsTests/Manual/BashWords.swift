/// What the parser's bash script lacks: bash takes words apart at `:` and `=`, and URLs need them
/// whole.
enum BashWords {
    /// The script with words put together again around its own function.
    static func wrapping(_ script: String) -> String {
        script.replacing("complete -o filenames -F _godwit godwit", with: wrapper)
    }

    private static let wrapper = #"""
        # Words that nothing separates in the line are one; readline replaces what stands behind the
        # last place where it took the word apart.
        _godwit_whole_words() {
            local -a pieces=("${COMP_WORDS[@]}") words=()
            local rest="${COMP_LINE}" piece
            local -i index whole=0
            for index in "${!pieces[@]}"; do
                piece="${pieces[index]}"
                if ((index > 0)) && [[ -n "${piece}" && "${rest}" != [[:space:]]* ]]; then
                    words[${#words[@]} - 1]+="${piece}"
                else
                    words+=("${piece}")
                fi
                rest="${rest#"${rest%%[![:space:]]*}"}"
                rest="${rest#"${piece}"}"
                ((index == COMP_CWORD)) && whole=$((${#words[@]} - 1))
            done
            local word="${words[whole]}"
            local -a COMP_WORDS=("${words[@]}")
            local -i COMP_CWORD="${whole}"
            _godwit "${1}" "${word}" "${words[whole - 1]}"
            local kept="${word%"${2}"}"
            for index in "${!COMPREPLY[@]}"; do
                COMPREPLY[index]="${COMPREPLY[index]#"${kept}"}"
            done
            if [[ "${#COMPREPLY[@]}" -eq 1 && "${COMPREPLY[0]}" == *[/:] ]]; then
                compopt -o nospace 2>/dev/null || true
            fi
        }

        complete -o filenames -F _godwit_whole_words godwit
        """#
}
