#!/bin/bash

__godwit_cursor_index_in_current_word() {
    local remaining="${COMP_LINE}"

    local word
    for word in "${COMP_WORDS[@]::COMP_CWORD}"; do
        remaining="${remaining##*([[:space:]])"${word}"*([[:space:]])}"
    done

    local -ir index="$((COMP_POINT - ${#COMP_LINE} + ${#remaining}))"
    if [[ "${index}" -le 0 ]]; then
        printf 0
    else
        printf %s "${index}"
    fi
}

# positional arguments:
#
# - 1: the current (sub)command's count of positional arguments
#
# required variables:
#
# - repeating_flags: the repeating flags that the current (sub)command can accept
# - non_repeating_flags: the non-repeating flags that the current (sub)command can accept
# - repeating_options: the repeating options that the current (sub)command can accept
# - non_repeating_options: the non-repeating options that the current (sub)command can accept
# - positional_number: value ignored
# - unparsed_words: unparsed words from the current command line
#
# modified variables:
#
# - non_repeating_flags: remove flags for this (sub)command that are already on the command line
# - non_repeating_options: remove options for this (sub)command that are already on the command line
# - positional_number: set to the current positional number
# - unparsed_words: remove all flags, options, and option values for this (sub)command
__godwit_offer_flags_options() {
    local -ir positional_count="${1}"
    positional_number=0

    local was_flag_option_terminator_seen=false
    local is_parsing_option_value=false

    local -ar unparsed_word_indices=("${!unparsed_words[@]}")
    local -i word_index
    for word_index in "${unparsed_word_indices[@]}"; do
        if "${is_parsing_option_value}"; then
            # This word is an option value:
            # Reset marker for next word iff not currently the last word
            [[ "${word_index}" -ne "${unparsed_word_indices[${#unparsed_word_indices[@]} - 1]}" ]] && is_parsing_option_value=false
            unset "unparsed_words[${word_index}]"
            # Do not process this word as a flag or an option
            continue
        fi

        local word="${unparsed_words["${word_index}"]}"
        if ! "${was_flag_option_terminator_seen}"; then
            case "${word}" in
            --)
                unset "unparsed_words[${word_index}]"
                # by itself -- is a flag/option terminator, but if it is the last word, it is the start of a completion
                if [[ "${word_index}" -ne "${unparsed_word_indices[${#unparsed_word_indices[@]} - 1]}" ]]; then
                    was_flag_option_terminator_seen=true
                fi
                continue
                ;;
            -*)
                # ${word} is a flag or an option
                # If ${word} is an option, mark that the next word to be parsed is an option value
                local option
                for option in "${repeating_options[@]}" "${non_repeating_options[@]}"; do
                    [[ "${word}" = "${option}" ]] && is_parsing_option_value=true && break
                done

                # Remove ${word} from ${non_repeating_flags} or ${non_repeating_options} so it isn't offered again
                local not_found=true
                local -i index
                for index in "${!non_repeating_flags[@]}"; do
                    if [[ "${non_repeating_flags[${index}]}" = "${word}" ]]; then
                        unset "non_repeating_flags[${index}]"
                        non_repeating_flags=("${non_repeating_flags[@]}")
                        not_found=false
                        break
                    fi
                done
                if "${not_found}"; then
                    for index in "${!non_repeating_flags[@]}"; do
                        if [[ "${non_repeating_flags[${index}]}" = "${word}" ]]; then
                            unset "non_repeating_flags[${index}]"
                            non_repeating_flags=("${non_repeating_flags[@]}")
                            break
                        fi
                    done
                fi
                unset "unparsed_words[${word_index}]"
                continue
                ;;
            esac
        fi

        # ${word} is neither a flag, nor an option, nor an option value
        if [[ "${positional_number}" -lt "${positional_count}" || "${positional_count}" -lt 0 ]]; then
            # ${word} is a positional
            ((positional_number++))
            unset "unparsed_words[${word_index}]"
        else
            if [[ -z "${word}" ]]; then
                # Could be completing a flag, option, or subcommand
                positional_number=-1
            else
                # ${word} is a subcommand or invalid, so stop processing this (sub)command
                positional_number=-2
            fi
            break
        fi
    done

    unparsed_words=("${unparsed_words[@]}")

    if\
        ! "${was_flag_option_terminator_seen}"\
        && ! "${is_parsing_option_value}"\
        && [[ ("${cur}" = -* && "${positional_number}" -ge 0) || "${positional_number}" -eq -1 ]]
    then
        COMPREPLY+=($(compgen -W "${repeating_flags[*]} ${non_repeating_flags[*]} ${repeating_options[*]} ${non_repeating_options[*]}" -- "${cur}"))
    fi
}

__godwit_add_completions() {
    local completion
    while IFS='' read -r completion; do
        COMPREPLY+=("${completion}")
    done < <(IFS=$'\n' compgen "${@}" -- "${cur}")
}

__godwit_custom_complete() {
    if [[ -n "${cur}" || -z ${COMP_WORDS[${COMP_CWORD}]} || "${COMP_LINE:${COMP_POINT}:1}" != ' ' ]]; then
        local -ar words=("${COMP_WORDS[@]}")
    else
        local -ar words=("${COMP_WORDS[@]::${COMP_CWORD}}" '' "${COMP_WORDS[@]:${COMP_CWORD}}")
    fi

    "${COMP_WORDS[0]}" "${@}" "${words[@]}"
}

_godwit() {
    local state
    state="$(shopt -p;shopt -po)"
    trap "${state//$'\n'/;}" RETURN
    shopt -s extglob
    set +o history +o posix

    local -xr SAP_SHELL=bash
    local -x SAP_SHELL_VERSION
    SAP_SHELL_VERSION="$(IFS='.';printf %s "${BASH_VERSINFO[*]}")"
    local -r SAP_SHELL_VERSION

    local -r cur="${2}"
    local -r prev="${3}"

    local -i positional_number
    local -a unparsed_words=("${COMP_WORDS[@]:1:${COMP_CWORD}}")

    local -a repeating_flags=()
    local -a non_repeating_flags=(--version -h --help)
    local -a repeating_options=()
    local -a non_repeating_options=()
    __godwit_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    get|put|mirror|batch|ls|cat|stat|dir|nlist|cls|more|edit|mget|mput|newer|copy|mkdir|rmdir|rm|mv|chmod|touch|ln|du|find|size|modtime|hash|quote|site|features|system|remotehelp|bookmark|lls|version|parse-listing|hosts|demo|run|shell|jobs|attach|help)
        # Offer subcommand argument completions
        "_godwit_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'get put mirror batch ls cat stat dir nlist cls more edit mget mput newer copy mkdir rmdir rm mv chmod touch ln du find size modtime hash quote site features system remotehelp bookmark lls version parse-listing hosts demo run shell jobs attach help' -- "${cur}"))
        ;;
    esac
}

_godwit_get() {
    repeating_flags=()
    non_repeating_flags=(--preserve --keep-bad -c --continue --send-host --active --active-fallback --compress --insecure --clear-control --ascii --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(-o -O --range --max-size --segments --parallel --user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --limit-rate --metrics --on-change --verify --overlap --checkpoint --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '-o')
        __godwit_add_completions -f
        return
        ;;
    '-O')
        __godwit_add_completions -d
        return
        ;;
    '--range')
        return
        ;;
    '--max-size')
        return
        ;;
    '--segments')
        return
        ;;
    '--parallel')
        return
        ;;
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--limit-rate')
        return
        ;;
    '--metrics')
        __godwit_add_completions -f
        return
        ;;
    '--on-change')
        __godwit_add_completions -W 'restart'$'\n''fail'
        return
        ;;
    '--verify')
        __godwit_add_completions -W 'auto'$'\n''size'$'\n''hash'$'\n''none'
        return
        ;;
    '--overlap')
        return
        ;;
    '--checkpoint')
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion get -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_put() {
    repeating_flags=()
    non_repeating_flags=(--temp --append --preserve -c --continue --send-host --active --active-fallback --compress --insecure --clear-control --ascii --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(-o -O --parallel --user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --limit-rate --metrics --on-change --verify --overlap --checkpoint --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '-o')
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion put -- -o "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    '-O')
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion put -- -O "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    '--parallel')
        return
        ;;
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--limit-rate')
        return
        ;;
    '--metrics')
        __godwit_add_completions -f
        return
        ;;
    '--on-change')
        __godwit_add_completions -W 'restart'$'\n''fail'
        return
        ;;
    '--verify')
        __godwit_add_completions -W 'auto'$'\n''size'$'\n''hash'$'\n''none'
        return
        ;;
    '--overlap')
        return
        ;;
    '--checkpoint')
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion put -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_mirror() {
    repeating_flags=()
    non_repeating_flags=(-R --reverse -n --dry-run --newer-only --size-only --checksum --delete --preserve --move --fail-fast --temp --keep-bad --send-host --active --active-fallback --compress --insecure --clear-control --ascii --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--include --exclude --exclude-from --limit --quirk --pin)
    non_repeating_options=(--min-age --max-age --min-size --max-size --max-delete --depth --links --parallel --user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --limit-rate --metrics --on-change --verify --overlap --checkpoint --log)
    __godwit_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--include')
        return
        ;;
    '--exclude')
        return
        ;;
    '--exclude-from')
        __godwit_add_completions -f
        return
        ;;
    '--min-age')
        return
        ;;
    '--max-age')
        return
        ;;
    '--min-size')
        return
        ;;
    '--max-size')
        return
        ;;
    '--max-delete')
        return
        ;;
    '--depth')
        return
        ;;
    '--links')
        __godwit_add_completions -W 'skip'$'\n''follow'$'\n''copy'
        return
        ;;
    '--parallel')
        return
        ;;
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--limit-rate')
        return
        ;;
    '--metrics')
        __godwit_add_completions -f
        return
        ;;
    '--on-change')
        __godwit_add_completions -W 'restart'$'\n''fail'
        return
        ;;
    '--verify')
        __godwit_add_completions -W 'auto'$'\n''size'$'\n''hash'$'\n''none'
        return
        ;;
    '--overlap')
        return
        ;;
    '--checkpoint')
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion mirror -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    2)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion mirror -- positional@1 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_batch() {
    repeating_flags=()
    non_repeating_flags=(--merge --fresh --retry-failed --fail-fast --send-host --active --active-fallback --compress --insecure --clear-control --ascii --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--shard --results --on-complete --parallel --user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --limit-rate --metrics --on-change --verify --overlap --checkpoint --log)
    __godwit_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--shard')
        return
        ;;
    '--results')
        __godwit_add_completions -f
        return
        ;;
    '--on-complete')
        return
        ;;
    '--parallel')
        return
        ;;
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--limit-rate')
        return
        ;;
    '--metrics')
        __godwit_add_completions -f
        return
        ;;
    '--on-change')
        __godwit_add_completions -W 'restart'$'\n''fail'
        return
        ;;
    '--verify')
        __godwit_add_completions -W 'auto'$'\n''size'$'\n''hash'$'\n''none'
        return
        ;;
    '--overlap')
        return
        ;;
    '--checkpoint')
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __godwit_add_completions -f
        return
        ;;
    esac
}

_godwit_ls() {
    repeating_flags=()
    non_repeating_flags=(--send-host --active --active-fallback --compress --insecure --clear-control --json --quiet -q --verbose -v -l -a --names --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion ls -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_cat() {
    repeating_flags=()
    non_repeating_flags=(--send-host --active --active-fallback --compress --insecure --clear-control --ascii --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --limit-rate --metrics --on-change --verify --overlap --checkpoint --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--limit-rate')
        return
        ;;
    '--metrics')
        __godwit_add_completions -f
        return
        ;;
    '--on-change')
        __godwit_add_completions -W 'restart'$'\n''fail'
        return
        ;;
    '--verify')
        __godwit_add_completions -W 'auto'$'\n''size'$'\n''hash'$'\n''none'
        return
        ;;
    '--overlap')
        return
        ;;
    '--checkpoint')
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion cat -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_stat() {
    repeating_flags=()
    non_repeating_flags=(--send-host --active --active-fallback --compress --insecure --clear-control --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion stat -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_dir() {
    repeating_flags=()
    non_repeating_flags=(--send-host --active --active-fallback --compress --insecure --clear-control --json --quiet -q --verbose -v -l -a --names --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion dir -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_nlist() {
    repeating_flags=()
    non_repeating_flags=(--send-host --active --active-fallback --compress --insecure --clear-control --json --quiet -q --verbose -v -l -a --names --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion nlist -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_cls() {
    repeating_flags=()
    non_repeating_flags=(--send-host --active --active-fallback --compress --insecure --clear-control --json --quiet -q --verbose -v -1 --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion cls -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_more() {
    repeating_flags=()
    non_repeating_flags=(--send-host --active --active-fallback --compress --insecure --clear-control --ascii --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --limit-rate --metrics --on-change --verify --overlap --checkpoint --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--limit-rate')
        return
        ;;
    '--metrics')
        __godwit_add_completions -f
        return
        ;;
    '--on-change')
        __godwit_add_completions -W 'restart'$'\n''fail'
        return
        ;;
    '--verify')
        __godwit_add_completions -W 'auto'$'\n''size'$'\n''hash'$'\n''none'
        return
        ;;
    '--overlap')
        return
        ;;
    '--checkpoint')
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion more -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_edit() {
    repeating_flags=()
    non_repeating_flags=(--send-host --active --active-fallback --compress --insecure --clear-control --ascii --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --limit-rate --metrics --on-change --verify --overlap --checkpoint --log)
    __godwit_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--limit-rate')
        return
        ;;
    '--metrics')
        __godwit_add_completions -f
        return
        ;;
    '--on-change')
        __godwit_add_completions -W 'restart'$'\n''fail'
        return
        ;;
    '--verify')
        __godwit_add_completions -W 'auto'$'\n''size'$'\n''hash'$'\n''none'
        return
        ;;
    '--overlap')
        return
        ;;
    '--checkpoint')
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion edit -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_mget() {
    repeating_flags=()
    non_repeating_flags=(-d --make-folders -c --continue --send-host --active --active-fallback --compress --insecure --clear-control --ascii --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(-O --parallel --user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --limit-rate --metrics --on-change --verify --overlap --checkpoint --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '-O')
        __godwit_add_completions -d
        return
        ;;
    '--parallel')
        return
        ;;
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--limit-rate')
        return
        ;;
    '--metrics')
        __godwit_add_completions -f
        return
        ;;
    '--on-change')
        __godwit_add_completions -W 'restart'$'\n''fail'
        return
        ;;
    '--verify')
        __godwit_add_completions -W 'auto'$'\n''size'$'\n''hash'$'\n''none'
        return
        ;;
    '--overlap')
        return
        ;;
    '--checkpoint')
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion mget -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_mput() {
    repeating_flags=()
    non_repeating_flags=(-c --continue --send-host --active --active-fallback --compress --insecure --clear-control --ascii --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(-O --parallel --user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --limit-rate --metrics --on-change --verify --overlap --checkpoint --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '-O')
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion mput -- -O "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    '--parallel')
        return
        ;;
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--limit-rate')
        return
        ;;
    '--metrics')
        __godwit_add_completions -f
        return
        ;;
    '--on-change')
        __godwit_add_completions -W 'restart'$'\n''fail'
        return
        ;;
    '--verify')
        __godwit_add_completions -W 'auto'$'\n''size'$'\n''hash'$'\n''none'
        return
        ;;
    '--overlap')
        return
        ;;
    '--checkpoint')
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion mput -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_newer() {
    repeating_flags=()
    non_repeating_flags=(--send-host --active --active-fallback --compress --insecure --clear-control --ascii --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(-O --user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --limit-rate --metrics --on-change --verify --overlap --checkpoint --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '-O')
        __godwit_add_completions -d
        return
        ;;
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--limit-rate')
        return
        ;;
    '--metrics')
        __godwit_add_completions -f
        return
        ;;
    '--on-change')
        __godwit_add_completions -W 'restart'$'\n''fail'
        return
        ;;
    '--verify')
        __godwit_add_completions -W 'auto'$'\n''size'$'\n''hash'$'\n''none'
        return
        ;;
    '--overlap')
        return
        ;;
    '--checkpoint')
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion newer -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_copy() {
    repeating_flags=()
    non_repeating_flags=(--relay --send-host --active --active-fallback --compress --insecure --clear-control --ascii --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --limit-rate --metrics --on-change --verify --overlap --checkpoint --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--limit-rate')
        return
        ;;
    '--metrics')
        __godwit_add_completions -f
        return
        ;;
    '--on-change')
        __godwit_add_completions -W 'restart'$'\n''fail'
        return
        ;;
    '--verify')
        __godwit_add_completions -W 'auto'$'\n''size'$'\n''hash'$'\n''none'
        return
        ;;
    '--overlap')
        return
        ;;
    '--checkpoint')
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion copy -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_mkdir() {
    repeating_flags=()
    non_repeating_flags=(--parents -p --send-host --active --active-fallback --compress --insecure --clear-control --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion mkdir -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_rmdir() {
    repeating_flags=()
    non_repeating_flags=(--send-host --active --active-fallback --compress --insecure --clear-control --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion rmdir -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_rm() {
    repeating_flags=()
    non_repeating_flags=(--recursive -r --force -f --send-host --active --active-fallback --compress --insecure --clear-control --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion rm -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_mv() {
    repeating_flags=()
    non_repeating_flags=(--force -f --send-host --active --active-fallback --compress --insecure --clear-control --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion mv -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_chmod() {
    repeating_flags=()
    non_repeating_flags=(-R --recursive --send-host --active --active-fallback --compress --insecure --clear-control --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion chmod -- positional@1 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_touch() {
    repeating_flags=()
    non_repeating_flags=(--no-create -n --send-host --active --active-fallback --compress --insecure --clear-control --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--date -d --user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--date'|'-d')
        return
        ;;
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion touch -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_ln() {
    repeating_flags=()
    non_repeating_flags=(--symbolic -s --send-host --active --active-fallback --compress --insecure --clear-control --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --log)
    __godwit_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    2)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion ln -- positional@1 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_du() {
    repeating_flags=()
    non_repeating_flags=(--send-host --active --active-fallback --compress --insecure --clear-control --json --quiet -q --verbose -v --summarize -s --bytes -b -h --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion du -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_find() {
    repeating_flags=()
    non_repeating_flags=(-l --send-host --active --active-fallback --compress --insecure --clear-control --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--name -name --type -type --max-depth -maxdepth --user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--name'|'-name')
        return
        ;;
    '--type'|'-type')
        return
        ;;
    '--max-depth'|'-maxdepth')
        return
        ;;
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion find -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_size() {
    repeating_flags=()
    non_repeating_flags=(--send-host --active --active-fallback --compress --insecure --clear-control --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion size -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_modtime() {
    repeating_flags=()
    non_repeating_flags=(--send-host --active --active-fallback --compress --insecure --clear-control --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion modtime -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_hash() {
    repeating_flags=()
    non_repeating_flags=(--send-host --active --active-fallback --compress --insecure --clear-control --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--algorithm -a --user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--algorithm'|'-a')
        __godwit_add_completions -W 'SHA-512'$'\n''SHA-256'$'\n''SHA-1'$'\n''MD5'$'\n''CRC32'
        return
        ;;
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion hash -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_quote() {
    repeating_flags=()
    non_repeating_flags=(--send-host --active --active-fallback --compress --insecure --clear-control --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--log')
        return
        ;;
    esac
}

_godwit_site() {
    repeating_flags=()
    non_repeating_flags=(--send-host --active --active-fallback --compress --insecure --clear-control --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--log')
        return
        ;;
    esac
}

_godwit_features() {
    repeating_flags=()
    non_repeating_flags=(--send-host --active --active-fallback --compress --insecure --clear-control --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion features -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_system() {
    repeating_flags=()
    non_repeating_flags=(--send-host --active --active-fallback --compress --insecure --clear-control --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --log)
    __godwit_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--log')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion system -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_remotehelp() {
    repeating_flags=()
    non_repeating_flags=(--send-host --active --active-fallback --compress --insecure --clear-control --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--limit --quirk --pin)
    non_repeating_options=(--user --netrc --password-command --account --keepalive --keepalive-interval --keepalive-count --user-timeout --timeout --data-address --retries --give-up --timeout-total --proxy --proxy-login --source --active-ports --active-address --epsv --charset --language --tls --cacert --cert --key --key-password-command --tls-min --tls-max --log)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--user')
        return
        ;;
    '--netrc')
        return
        ;;
    '--password-command')
        return
        ;;
    '--account')
        return
        ;;
    '--keepalive')
        return
        ;;
    '--keepalive-interval')
        return
        ;;
    '--keepalive-count')
        return
        ;;
    '--user-timeout')
        return
        ;;
    '--timeout')
        return
        ;;
    '--limit')
        return
        ;;
    '--data-address')
        __godwit_add_completions -W 'auto'$'\n''control'$'\n''advertised'
        return
        ;;
    '--retries')
        return
        ;;
    '--give-up')
        return
        ;;
    '--timeout-total')
        return
        ;;
    '--proxy')
        return
        ;;
    '--proxy-login')
        __godwit_add_completions -W 'user@host'$'\n''site'$'\n''open'$'\n''user@proxyuser@host'$'\n''user@host proxyuser'
        return
        ;;
    '--source')
        return
        ;;
    '--active-ports')
        return
        ;;
    '--active-address')
        return
        ;;
    '--epsv')
        __godwit_add_completions -W 'auto'$'\n''all'$'\n''off'
        return
        ;;
    '--charset')
        return
        ;;
    '--language')
        return
        ;;
    '--quirk')
        return
        ;;
    '--tls')
        __godwit_add_completions -W 'off'$'\n''prefer'$'\n''require'$'\n''implicit'
        return
        ;;
    '--pin')
        return
        ;;
    '--cacert')
        return
        ;;
    '--cert')
        return
        ;;
    '--key')
        return
        ;;
    '--key-password-command')
        return
        ;;
    '--tls-min')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--tls-max')
        __godwit_add_completions -W '1.2'$'\n''1.3'
        return
        ;;
    '--log')
        return
        ;;
    esac
}

_godwit_bookmark() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __godwit_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    add|list|edit|remove|import)
        # Offer subcommand argument completions
        "_godwit_bookmark_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'add list edit remove import' -- "${cur}"))
        ;;
    esac
}

_godwit_bookmark_add() {
    repeating_flags=()
    non_repeating_flags=(--with-password --version -h --help)
    repeating_options=()
    non_repeating_options=(--password-command --local)
    __godwit_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--password-command')
        return
        ;;
    '--local')
        __godwit_add_completions -d
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    2)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion bookmark add -- positional@1 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_bookmark_list() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=()
    __godwit_offer_flags_options 0
}

_godwit_bookmark_edit() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __godwit_offer_flags_options 0
}

_godwit_bookmark_remove() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __godwit_offer_flags_options -1

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion bookmark remove -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_bookmark_import() {
    repeating_flags=()
    non_repeating_flags=(--with-passwords --version -h --help)
    repeating_options=()
    non_repeating_options=()
    __godwit_offer_flags_options 2

    # Offer positional completions
    case "${positional_number}" in
    1)
        __godwit_add_completions -W 'lftp'$'\n''ncftp'$'\n''filezilla'
        return
        ;;
    2)
        __godwit_add_completions -f
        return
        ;;
    esac
}

_godwit_lls() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __godwit_offer_flags_options -1

    # Offer positional completions
    case "${positional_number}" in
    *)
        __godwit_add_completions -f
        return
        ;;
    esac
}

_godwit_version() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __godwit_offer_flags_options 0
}

_godwit_parse-listing() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=(--format --now)
    __godwit_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--format')
        return
        ;;
    '--now')
        return
        ;;
    esac
}

_godwit_hosts() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __godwit_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    show|forget)
        # Offer subcommand argument completions
        "_godwit_hosts_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'show forget' -- "${cur}"))
        ;;
    esac
}

_godwit_hosts_show() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=()
    __godwit_offer_flags_options 1
}

_godwit_hosts_forget() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __godwit_offer_flags_options 1
}

_godwit_demo() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __godwit_offer_flags_options 0
}

_godwit_run() {
    repeating_flags=()
    non_repeating_flags=(--dry-run --version -h --help)
    repeating_options=()
    non_repeating_options=(-c)
    __godwit_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '-c')
        return
        ;;
    esac
}

_godwit_shell() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __godwit_offer_flags_options 1
}

_godwit_jobs() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __godwit_offer_flags_options 0
}

_godwit_attach() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __godwit_offer_flags_options 1

    # Offer positional completions
    case "${positional_number}" in
    1)
        __godwit_add_completions -W "$(__godwit_custom_complete ---completion attach -- positional@0 "${COMP_CWORD}" "$(__godwit_cursor_index_in_current_word)")"
        return
        ;;
    esac
}

_godwit_help() {
    repeating_flags=()
    non_repeating_flags=(--version)
    repeating_options=()
    non_repeating_options=()
    __godwit_offer_flags_options -1
}

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
