about    A digest of an algorithm that is not known says nothing
address  jo@example.org
dns      ua-auto-config.example.org     A    203.0.113.1
dns      imap.example.org               A    203.0.113.2
dns      pop.example.org                A    203.0.113.2
dns      smtp.example.org               A    203.0.113.3
listen   203.0.113.1:443  tls ua-auto-config.example.org
dns      _ua-auto-config.example.org    TXT  v=UAAC1; a=sha3-256; d=AAAA
page     https://ua-auto-config.example.org/.well-known/user-agent-configuration.json 200 application/json pacc.json
expect   imap+tls://jo@example.org@imap.example.org:993 smtp+tls://jo@example.org@smtp.example.org:465 pacc authenticated
