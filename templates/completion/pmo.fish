# Completion of pmo for fish.
function __pmo_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    set -l lines ($words[1] __complete fish $words[2..-1] "$word" 2>/dev/null)
    switch "$lines[1]"
        case files
            __fish_complete_path "$word"
        case folders
            __fish_complete_directories "$word"
        case '*'
            string join \n -- $lines[2..-1]
    end
end
complete -c pmo -f -a '(__pmo_complete)'
