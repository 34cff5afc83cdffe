#compdef pmo
# Completion of pmo for zsh.
_pmo() {
    local -a lines finished unfinished
    local pmo=${words[1]/#\~/$HOME} line word meaning
    whence -p -- $pmo >/dev/null || pmo=pmo
    lines=("${(@f)$("$pmo" __complete zsh "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
    [[ ${lines[1]} == (files|folders) && $PREFIX == --*=* ]] && compset -P 1 '*='
    case ${lines[1]} in
        files) _files; return ;;
        folders) _files -/; return ;;
    esac
    for line in "${(@)lines[2,-1]}"; do
        word=${line%%$'\t'*} meaning=${line#*$'\t'}
        word=${word//:/\\:}
        if [[ $word == */ || $word == *= ]]; then
            unfinished+=("$word${meaning:+:$meaning}")
        else
            finished+=("$word${meaning:+:$meaning}")
        fi
    done
    _describe -V pmo finished
    _describe -V pmo unfinished -S ''
}
if [[ $funcstack[1] == _pmo ]]; then
    _pmo "$@"
else
    compdef _pmo pmo
fi
