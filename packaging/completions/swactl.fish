# fish completion for swactl; what can follow is swactl's own word.

function __swactl_complete
	set -l words (commandline --tokenize --cut-at-cursor --current-process)
	set -l found (swactl complete $words[2..-1] (commandline --current-token --cut-at-cursor) 2>/dev/null)
	switch "$found"
		case :files
			__fish_complete_path (commandline --current-token)
		case :folders
			__fish_complete_directories (commandline --current-token)
		case '*'
			printf '%s\n' $found
	end
end

complete --command swactl --no-files --arguments '(__swactl_complete)'
