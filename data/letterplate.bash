# SPDX-License-Identifier: GPL-3.0-or-later
# Completion for bash: commands, options, mail apps, accounts and verdicts, all asked from the programs themselves.

_letterplate_options() { "$1" --help 2>/dev/null | grep -o -e '^ .*--[a-z-]*' | grep -o -e '--[a-z-]*' | grep -v -e --help-; }

_letterplate_commands() { letterplate --help 2>/dev/null | sed -n '/^  letterplate /d; s/^  \([a-z][a-z-]*\) .*/\1/p'; }

_letterplate_clients() { letterplate clients 2>/dev/null | cut -d' ' -f1; }

# What was set up: 1 the receipts, 2 the addresses, 3 the accounts' short ids
_letterplate_accounts() { letterplate accounts 2>/dev/null | awk -v column="$1" '{ print $column }'; }

# Accounts as doctor and check --account name them
_letterplate_existing() { letterplate doctor 2>/dev/null | grep -o -e '^[a-z-]*:[0-9]*'; }

# The words that may stand after the option $1; fails where it takes none that can be known
_letterplate_values() {
  case $1 in
    --client) echo all; _letterplate_clients ;;
    --account) _letterplate_existing ;;
    --outgoing-auth) echo auto yes no ;;
    --sign-in) echo automatic password encrypted oauth2 gssapi external ;;
    --leave-on-server) echo always no ;;
    --outgoing) echo none smtp+tls:// smtp+starttls:// ;;
    --incoming) echo imap+tls:// imap+starttls:// pop3+tls:// pop3+starttls:// ;;
    --charset) echo WINDOWS-1250 WINDOWS-1251 WINDOWS-1252 WINDOWS-1253 WINDOWS-1254 WINDOWS-1257 ;;
    --page) echo import existing undo help ;;
    --name | --outgoing-password-fd | --password-fd | --pin | --timeout) ;;
    *) return 1 ;;
  esac
}

# The words that may stand after the command $1
_letterplate_arguments() {
  case $1 in
    '') _letterplate_commands ;;
    setup | check | discover | password | forget) _letterplate_accounts 2 ;;
    netrc | fetchmail | tunnel | sendmail) _letterplate_accounts 3 ;;
    token | git-credential) _letterplate_accounts 3; echo incoming outgoing get ;;
    undo) _letterplate_accounts 1 ;;
    doctor) _letterplate_existing ;;
    explain) letterplate explain 2>/dev/null ;;
  esac
}

_letterplate_offer() { # _letterplate_offer WORD WORDS: bash takes what stands before ':' and '=' for words of their own
  local word=$1 before=
  COMPREPLY=($(compgen -W "$2" -- "$word"))
  case $word in *:*) before=${word%"${word##*:}"} ;; esac
  COMPREPLY=("${COMPREPLY[@]#"$before"}")
}

_letterplate_files() {
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen -f -- "$1"))
}

# Whether a word follows the option
_letterplate_takes() {
  case $1 in --ca | --client-certificate | --transcript | --report | --batch) return 0 ;; esac
  _letterplate_values "$1" >/dev/null
}

_letterplate() {
  local line=${COMP_LINE:0:COMP_POINT} program=${COMP_WORDS[0]##*/} words word option= command= values one
  word=${line##*[[:space:]]}
  read -ra words <<<"${line%"$word"}"
  for one in "${words[@]:1}"; do
    case $one in
      --*=*) option= ;;
      -*) option=$one ;;
      *)
        [ -n "$option" ] && _letterplate_takes "$option" || command=${command:-$one}
        option=
        ;;
    esac
  done
  case $word in --*=*) option=${word%%=*} word=${word#*=} ;; esac

  case $option in --ca | --client-certificate | --transcript | --report | --batch) _letterplate_files "$word"; return ;; esac
  if [ -n "$option" ] && values=$(_letterplate_values "$option"); then
    _letterplate_offer "$word" "$values"
    return
  fi
  case $program:$command:$word in
    letterplate-secret:*:-*) _letterplate_offer "$word" --unlock ;;
    letterplate-secret:*) _letterplate_offer "$word" "$(_letterplate_accounts 3) incoming outgoing" ;;
    *:-*) _letterplate_offer "$word" "$(_letterplate_options "$program")" ;;
    letterplate-assistant:* | letterplate:import:*) _letterplate_files "$word" ;;
    *) _letterplate_offer "$word" "$(_letterplate_arguments "$command")" ;;
  esac
}

complete -F _letterplate letterplate letterplate-assistant letterplate-secret
