# Completion of pmo for bash. Before bash 4 a blank follows every word, and names of files are not completed.
_pmo_completion() {
    local IFS=$'\n' pmo=${1/#\~\//$HOME/} how
    type -P -- "$pmo" >/dev/null || pmo=pmo
    COMPREPLY=($("$pmo" __complete bash "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
    how=${COMPREPLY[0]-}
    COMPREPLY=("${COMPREPLY[@]:1}")
    case $how in
        unfinished) compopt -o nospace 2>/dev/null ;;
        files) compopt -o default 2>/dev/null ;;
        folders) compopt -o dirnames 2>/dev/null ;;
    esac
}
complete -F _pmo_completion pmo
