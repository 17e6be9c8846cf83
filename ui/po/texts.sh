#!/bin/sh
# The texts that swa-tray shows, for those who translate them.
#
#     sh ui/po/texts.sh            prints them as a template (.pot)
#     sh ui/po/texts.sh update     brings them into every language of LINGUAS
set -eu
cd "$(dirname "$0")/../.."

# extract OPTION... FILE...: without line numbers, so that a translation changes with its text alone
extract() {
	xgettext --language=C --from-code=UTF-8 --package-name=swa-agent --copyright-holder='The swa-agent authors' \
		--add-location=file --add-comments=Translators: --width=100 --output=- "$@" |
		sed '/^"POT-Creation-Date:/d'
}

# Errors go over the wire as numbers; what is said about them, and the hint, stand in this list.
errors=vault/include/swa/err.h

template() {
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	extract --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 --sort-by-file ui/*.c ui/win32/*.c >"$work/ui"
	extract --omit-header --keyword --keyword=X:4 "$errors" >"$work/text"
	# Where there is nothing to be done the hint is empty, which xgettext warns of.
	extract --omit-header --keyword --keyword=X:5 "$errors" 2>/dev/null |
		awk -v RS= -v ORS='\n\n' '!/\nmsgid ""\nmsgstr/' >"$work/hint"
	msgcat --use-first --width=100 "$work/ui" "$work/text" "$work/hint"
}

case ${1:-} in
'') template ;;
update)
	pot=$(mktemp)
	(template) >"$pot"
	while read -r language; do
		msgmerge --quiet --no-fuzzy-matching --width=100 --add-location=file --output-file="$pot.$language" \
			"ui/po/$language.po" "$pot"
		msgattrib --no-obsolete --width=100 --output-file="ui/po/$language.po" "$pot.$language"
		rm "$pot.$language"
	done <ui/po/LINGUAS
	rm "$pot"
	;;
*)
	echo "usage: sh ui/po/texts.sh [update]" >&2
	exit 2
	;;
esac
