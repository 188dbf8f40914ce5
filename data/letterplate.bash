# SPDX-License-Identifier: GPL-3.0-or-later
# Completion for bash: commands, options, clients and verdicts, all asked from the program itself.
_letterplate() {
  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} words=
  case $previous in
    --client | =) words="all $(letterplate clients 2>/dev/null | cut -d' ' -f1)" ;;
    --ca | --transcript | --batch) COMPREPLY=($(compgen -f -- "$word")); return ;;
    explain) words=$(letterplate explain 2>/dev/null) ;;
    undo) words=$(letterplate accounts 2>/dev/null | cut -d' ' -f1) ;;
    letterplate) words=$(letterplate --help 2>/dev/null | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p') ;;
  esac
  case $word in
    -*) words=$(letterplate --help 2>/dev/null | grep -o -e '--[a-z-]*') ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -F _letterplate letterplate
